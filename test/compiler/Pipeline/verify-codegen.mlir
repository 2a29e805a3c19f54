// After codegen, everything is in the LLVM dialect, and the module can be called.

// RUN: sinter-opt %s --split-input-file --verify-diagnostics --verify-phase=phase=codegen

// expected-error @below {{operation 'func.func' is not expected after phase 'codegen'}}
func.func @main() {
  // expected-error @below {{operation 'func.return' is not expected after phase 'codegen'}}
  return
}

// -----

// expected-error @below {{the module exports no function ('exec.export')}}
module {}

// -----

// expected-error @below {{the module lacks function 'sinter_executable_query'}}
module { exec.export "main" inputs [] outputs [] }

// -----

// expected-error @below {{the module lacks attribute 'exec.machine', the machine it is for}}
module {
  exec.export "main" inputs [] outputs []
  llvm.func @sinter_executable_query(i32) -> !llvm.ptr
}
