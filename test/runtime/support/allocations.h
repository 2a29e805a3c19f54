/* How often a program has asked for memory, in any way. Link `sinterAllocations`. */

#ifndef TEST_RUNTIME_SUPPORT_ALLOCATIONS_H
#define TEST_RUNTIME_SUPPORT_ALLOCATIONS_H

#ifdef __cplusplus
extern "C" {
#endif

int count_allocations(void);

#ifdef __cplusplus
}
#endif

#endif
