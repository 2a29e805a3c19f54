// RUN: not sinter-opt %s --convert-tflite 2>&1 | FileCheck %s --implicit-check-not=error:

func.func @main(%boxes: tensor<1x6x4xf32>, %scores: tensor<1x6x3xf32>, %anchors: tensor<6x4xf32>) {
  // CHECK: error: {{.*}}node 'a' (CUSTOM:TFLite_Detection_PostProcess, version 1): option 'num_classes' is missing
  %0:4 = tflite.node "CUSTOM:TFLite_Detection_PostProcess"(%boxes, %scores, %anchors) {custom_options = {
      max_detections = 3 : i64, max_classes_per_detection = 1 : i64}} version 1
    : (tensor<1x6x4xf32>, tensor<1x6x3xf32>, tensor<6x4xf32>) -> (tensor<1x3x4xf32>, tensor<1x3xf32>, tensor<1x3xf32>, tensor<1xf32>) loc("a")
  // CHECK: error: {{.*}}node 'b' (CUSTOM:TFLite_Detection_PostProcess, version 1): more than one class per detection is not supported
  // CHECK: note: {{.*}}supported: max_classes_per_detection = 1, or use_regular_nms
  %1:4 = tflite.node "CUSTOM:TFLite_Detection_PostProcess"(%boxes, %scores, %anchors) {custom_options = {
      max_detections = 3 : i64, max_classes_per_detection = 2 : i64, num_classes = 2 : i64, nms_score_threshold = 0.3 : f64,
      nms_iou_threshold = 0.5 : f64, y_scale = 10.0 : f64, x_scale = 10.0 : f64, h_scale = 5.0 : f64, w_scale = 5.0 : f64}} version 1
    : (tensor<1x6x4xf32>, tensor<1x6x3xf32>, tensor<6x4xf32>) -> (tensor<1x3x4xf32>, tensor<1x3xf32>, tensor<1x3xf32>, tensor<1xf32>) loc("b")
  // CHECK: error: {{.*}}node 'c' (CUSTOM:TFLite_Detection_PostProcess, version 1): option 'nms_iou_threshold' must lie between 0 and 1
  %2:4 = tflite.node "CUSTOM:TFLite_Detection_PostProcess"(%boxes, %scores, %anchors) {custom_options = {
      max_detections = 3 : i64, max_classes_per_detection = 1 : i64, num_classes = 2 : i64, nms_score_threshold = 0.3 : f64,
      nms_iou_threshold = 1.5 : f64, y_scale = 10.0 : f64, x_scale = 10.0 : f64, h_scale = 5.0 : f64, w_scale = 5.0 : f64}} version 1
    : (tensor<1x6x4xf32>, tensor<1x6x3xf32>, tensor<6x4xf32>) -> (tensor<1x3x4xf32>, tensor<1x3xf32>, tensor<1x3xf32>, tensor<1xf32>) loc("c")
  // CHECK: error: {{.*}}node 'd' (CUSTOM:TFLite_Detection_PostProcess, version 1): boxes, scores, anchors and 5 classes do not fit each other
  %3:4 = tflite.node "CUSTOM:TFLite_Detection_PostProcess"(%boxes, %scores, %anchors) {custom_options = {
      max_detections = 3 : i64, max_classes_per_detection = 1 : i64, num_classes = 5 : i64, nms_score_threshold = 0.3 : f64,
      nms_iou_threshold = 0.5 : f64, y_scale = 10.0 : f64, x_scale = 10.0 : f64, h_scale = 5.0 : f64, w_scale = 5.0 : f64}} version 1
    : (tensor<1x6x4xf32>, tensor<1x6x3xf32>, tensor<6x4xf32>) -> (tensor<1x3x4xf32>, tensor<1x3xf32>, tensor<1x3xf32>, tensor<1xf32>) loc("d")
  return
}
