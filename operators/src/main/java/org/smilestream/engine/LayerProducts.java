package org.smilestream.engine;

/** The matrix products of one dense layer, on the arrays that it was made with. */
interface LayerProducts {

  /**
   * What the products read and write. Activations are feature-major: entry (feature, row) lies at
   * {@code feature * stride + row}.
   *
   * @param layer where the layer's parameters lie in {@code weights} and {@code gradient}
   * @param x inputs of the layer
   * @param z its pre-activations
   * @param delta derivative of ℓ by {@code z}
   * @param inputDelta derivative of ℓ by the pre-activations behind {@code x}; null where there are
   *     none
   * @param rectified whether {@code x} is rectified, so that its slopes are 1 where it is positive,
   *     else 0; otherwise the slopes are in {@code inputDelta} before it is computed
   */
  record Workspace(
      DenseLayer layer,
      float[] weights,
      float[] gradient,
      float[] x,
      float[] z,
      float[] delta,
      float[] inputDelta,
      boolean rectified,
      int stride) {}

  /** Called when the weights have changed, before the products. */
  void prepare();

  /**
   * z ← xW + bias.
   *
   * @param rows a multiple of {@link VectorKernels#ROW_BLOCK}
   * @param rectify z ← max(0, xW + bias) instead; NaN stays
   */
  void forward(int rows, boolean rectify);

  /** inputDelta ← δWᵀ ⊙ slopes of x. May overwrite x, so the gradient comes first. */
  void backward(int rows);

  /** gradient ← xᵀδ and Σ δ, summed over the rows. */
  void gradient(int rows);
}
