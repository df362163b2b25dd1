package org.smilestream.engine;

/** Products of a layer whose weights the processor's first cache holds. */
final class NarrowProducts implements LayerProducts {
  private final Workspace arrays;
  private final int kernel;
  private final int bias;
  private final int inputs;
  private final int outputs;
  private final float[] scratch = new float[VectorKernels.SCRATCH];

  NarrowProducts(Workspace arrays) {
    this.arrays = arrays;
    kernel = arrays.layer().kernel();
    bias = arrays.layer().bias();
    inputs = arrays.layer().inputs();
    outputs = arrays.layer().outputs();
  }

  @Override
  public void prepare() {}

  @Override
  public void forward(int rows, boolean rectify) {
    VectorKernels.forward(
        arrays.weights(),
        kernel,
        bias,
        inputs,
        outputs,
        arrays.x(),
        arrays.z(),
        arrays.stride(),
        rows,
        rectify);
  }

  @Override
  public void backward(int rows) {
    float[] weights = arrays.weights();
    float[] delta = arrays.delta();
    float[] target = arrays.inputDelta();
    int stride = arrays.stride();
    if (arrays.rectified()) {
      float[] x = arrays.x();
      VectorKernels.backwardRectified(
          weights, kernel, inputs, outputs, delta, x, target, stride, rows);
    } else {
      VectorKernels.backward(weights, kernel, inputs, outputs, delta, target, stride, rows);
    }
  }

  @Override
  public void gradient(int rows) {
    VectorKernels.kernelGradient(
        arrays.x(),
        inputs,
        arrays.delta(),
        outputs,
        arrays.stride(),
        rows,
        arrays.gradient(),
        kernel,
        scratch);
    VectorKernels.biasGradient(
        arrays.delta(), outputs, arrays.stride(), rows, arrays.gradient(), bias, scratch);
  }
}
