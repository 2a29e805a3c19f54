//===- FormatEnd.h - Forgets one format -----------------------------------===//

#undef FORMAT
#undef FRACTION_BITS
#undef F
#undef COUNT_LEADING_ZEROS
#undef TO_BITS
#undef TO_NUMBER
#undef C_NAME
#undef ARM_NAME
#undef GNU_NAME
#undef FIX_ARM_NAME
#undef FLOAT_ARM_NAME
#undef FROM_GNU_NAME
