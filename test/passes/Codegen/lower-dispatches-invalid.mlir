// RUN: sinter-opt --split-input-file --verify-diagnostics --lower-dispatches %s

// expected-error @+1 {{dispatch function takes 'memref<?xf32>', but only dense buffers of static shape can be passed}}
func.func private @dynamic(%a: memref<?xf32>) attributes {flow.root = "copy"} {
  return
}

// -----

// expected-error @+1 {{dispatch function returns values}}
func.func private @returns(%a: memref<4xf32>) -> memref<4xf32> attributes {flow.root = "copy"} {
  return %a : memref<4xf32>
}
