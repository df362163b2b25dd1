package org.smilestream.engine;

import java.util.Arrays;
import org.smilestream.engine.BlockedProduct.Matrix;

/**
 * Products of a layer that is worth packing its matrices: always for the gradient, and for the
 * other two, whose bits are the same either way, where the weights are many.
 */
final class WideProducts implements LayerProducts {
  /** Least inputs and outputs of such a layer. Below, packing costs more than the blocks save. */
  private static final int LEAST_WIDTH = 32;

  /** Least weights of such a layer. */
  private static final int LEAST_WEIGHTS = 4096;

  /** Least inputs and outputs where the weights are transposed for the forward pass. */
  private static final int LEAST_BLOCKED_WIDTH = 256;

  private final BlockedProduct product;
  private final DenseLayer layer;

  /** Forwards and backwards where the layer is not wide enough for blocks there. */
  private final NarrowProducts narrow;

  private final boolean blocked;
  private final Matrix weights;

  /** The kernel with its outputs as rows; empty where not needed. */
  private final Matrix transposed;

  private final Matrix gradient;
  private final Matrix x;
  private final Matrix z;
  private final Matrix delta;
  private final Matrix inputDelta;

  /** Where δWᵀ is added up: not where the slopes are. */
  private final Matrix sums;

  private final boolean rectified;
  private final float[] scratch = new float[VectorKernels.SCRATCH];

  static boolean isFor(DenseLayer layer) {
    return width(layer) >= LEAST_WIDTH && layer.inputs() * layer.outputs() >= LEAST_WEIGHTS;
  }

  private static int width(DenseLayer layer) {
    return Math.min(layer.inputs(), layer.outputs());
  }

  /**
   * @param product which all layers of an engine may share
   */
  WideProducts(Workspace arrays, BlockedProduct product) {
    this.product = product;
    layer = arrays.layer();
    narrow = new NarrowProducts(arrays);
    blocked = width(layer) >= LEAST_BLOCKED_WIDTH;
    weights = new Matrix(arrays.weights(), layer.kernel(), layer.outputs());
    gradient = new Matrix(arrays.gradient(), layer.kernel(), layer.outputs());
    int stride = BlockedProduct.paddedStride(layer.inputs());
    transposed = new Matrix(new float[blocked ? layer.outputs() * stride : 0], 0, stride);
    x = new Matrix(arrays.x(), 0, arrays.stride());
    z = new Matrix(arrays.z(), 0, arrays.stride());
    delta = new Matrix(arrays.delta(), 0, arrays.stride());
    inputDelta = new Matrix(arrays.inputDelta(), 0, arrays.stride());
    rectified = arrays.rectified();
    sums = rectified ? inputDelta : x;
  }

  @Override
  public void prepare() {
    if (!blocked) {
      return;
    }
    BlockedProduct.transpose(
        weights.entries(),
        weights.start(),
        weights.stride(),
        layer.inputs(),
        layer.outputs(),
        transposed.entries(),
        0,
        transposed.stride());
  }

  @Override
  public void forward(int rows, boolean rectify) {
    if (!blocked) {
      narrow.forward(rows, rectify);
      return;
    }
    for (int out = 0; out < layer.outputs(); out++) {
      int start = out * z.stride();
      float bias = weights.entries()[layer.bias() + out];
      Arrays.fill(z.entries(), start, start + rows, bias);
    }
    product.add(transposed, x, false, z, layer.outputs(), rows, layer.inputs());
    if (rectify) {
      VectorActivations.rectify(z.entries(), layer.outputs(), z.stride(), rows);
    }
  }

  @Override
  public void backward(int rows) {
    if (!blocked) {
      narrow.backward(rows);
      return;
    }
    for (int in = 0; in < layer.inputs(); in++) {
      int start = in * sums.stride();
      Arrays.fill(sums.entries(), start, start + rows, 0);
    }
    product.add(weights, delta, false, sums, layer.inputs(), rows, layer.outputs());
    float[] target = inputDelta.entries();
    if (rectified) {
      VectorActivations.keepWherePositive(x.entries(), target, layer.inputs(), x.stride(), rows);
    } else {
      VectorActivations.multiply(sums.entries(), target, layer.inputs(), x.stride(), rows);
    }
  }

  @Override
  public void gradient(int rows) {
    Arrays.fill(gradient.entries(), layer.kernel(), layer.bias(), 0);
    product.add(x, delta, true, gradient, layer.inputs(), layer.outputs(), rows);
    VectorKernels.biasGradient(
        delta.entries(),
        layer.outputs(),
        delta.stride(),
        rows,
        gradient.entries(),
        layer.bias(),
        scratch);
  }
}
