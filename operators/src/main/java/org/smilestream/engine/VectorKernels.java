package org.smilestream.engine;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The three products of a dense layer, in float, on feature-major arrays: entry (feature, row) lies
 * at {@code feature * stride + row}, kernels at {@code in * outputs + out}.
 *
 * <p>Each works in register blocks, so that a loaded vector serves several multiplications. Lanes
 * run along the rows; where rows are summed, the lanes are stored and added in a fixed order, since
 * {@code reduceLanes} may add them in another order interpreted than compiled.
 */
final class VectorKernels {
  static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

  private static final int LANES = FLOATS.length();

  /** The number of rows must be a multiple of this one. */
  static final int ROW_BLOCK = 2 * LANES;

  /** Features that share a register block. */
  private static final int FEATURE_BLOCK = 4;

  /** Floats of scratch memory that the sums over rows need. */
  static final int SCRATCH = FEATURE_BLOCK * FEATURE_BLOCK * LANES;

  private VectorKernels() {}

  /**
   * z ← xW + bias, for z of {@code outputs} features and x of {@code inputs} features.
   *
   * @param rectify z ← max(0, xW + bias) instead; NaN stays
   */
  static void forward(
      float[] weights,
      int kernel,
      int bias,
      int inputs,
      int outputs,
      float[] x,
      float[] z,
      int stride,
      int rows,
      boolean rectify) {
    float floor = rectify ? 0 : Float.NEGATIVE_INFINITY;
    for (int row = 0; row < rows; row += ROW_BLOCK) {
      int out = 0;
      for (; out + FEATURE_BLOCK <= outputs; out += FEATURE_BLOCK) {
        int at = out * stride + row;
        forward4(weights, kernel + out, bias + out, inputs, outputs, x, z, stride, row, at, floor);
      }
      if (isWorthABlock(outputs - out, outputs)) {
        out = outputs - FEATURE_BLOCK;
        int at = out * stride + row;
        forward4(weights, kernel + out, bias + out, inputs, outputs, x, z, stride, row, at, floor);
        out = outputs;
      }
      for (; out < outputs; out++) {
        int at = out * stride + row;
        forward1(weights, kernel + out, bias + out, inputs, outputs, x, z, stride, row, at, floor);
      }
    }
  }

  /**
   * Whether a rest of features takes less time as the last whole block, some of whose features are
   * then computed twice with the same bits.
   */
  private static boolean isWorthABlock(int rest, int features) {
    return rest > 1 && features >= FEATURE_BLOCK;
  }

  private static void forward4(
      float[] weights,
      int kernel,
      int bias,
      int inputs,
      int outputs,
      float[] x,
      float[] z,
      int stride,
      int row,
      int target,
      float floor) {
    FloatVector z00 = FloatVector.broadcast(FLOATS, weights[bias]);
    FloatVector z10 = FloatVector.broadcast(FLOATS, weights[bias + 1]);
    FloatVector z20 = FloatVector.broadcast(FLOATS, weights[bias + 2]);
    FloatVector z30 = FloatVector.broadcast(FLOATS, weights[bias + 3]);
    FloatVector z01 = z00;
    FloatVector z11 = z10;
    FloatVector z21 = z20;
    FloatVector z31 = z30;
    for (int in = 0; in < inputs; in++) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, in * stride + row);
      FloatVector x1 = FloatVector.fromArray(FLOATS, x, in * stride + row + LANES);
      int k = kernel + in * outputs;
      FloatVector w = FloatVector.broadcast(FLOATS, weights[k]);
      z00 = x0.fma(w, z00);
      z01 = x1.fma(w, z01);
      w = FloatVector.broadcast(FLOATS, weights[k + 1]);
      z10 = x0.fma(w, z10);
      z11 = x1.fma(w, z11);
      w = FloatVector.broadcast(FLOATS, weights[k + 2]);
      z20 = x0.fma(w, z20);
      z21 = x1.fma(w, z21);
      w = FloatVector.broadcast(FLOATS, weights[k + 3]);
      z30 = x0.fma(w, z30);
      z31 = x1.fma(w, z31);
    }
    z00.max(floor).intoArray(z, target);
    z01.max(floor).intoArray(z, target + LANES);
    z10.max(floor).intoArray(z, target + stride);
    z11.max(floor).intoArray(z, target + stride + LANES);
    z20.max(floor).intoArray(z, target + 2 * stride);
    z21.max(floor).intoArray(z, target + 2 * stride + LANES);
    z30.max(floor).intoArray(z, target + 3 * stride);
    z31.max(floor).intoArray(z, target + 3 * stride + LANES);
  }

  private static void forward1(
      float[] weights,
      int kernel,
      int bias,
      int inputs,
      int outputs,
      float[] x,
      float[] z,
      int stride,
      int row,
      int target,
      float floor) {
    FloatVector z0 = FloatVector.broadcast(FLOATS, weights[bias]);
    FloatVector z1 = z0;
    for (int in = 0; in < inputs; in++) {
      FloatVector w = FloatVector.broadcast(FLOATS, weights[kernel + in * outputs]);
      z0 = FloatVector.fromArray(FLOATS, x, in * stride + row).fma(w, z0);
      z1 = FloatVector.fromArray(FLOATS, x, in * stride + row + LANES).fma(w, z1);
    }
    z0.max(floor).intoArray(z, target);
    z1.max(floor).intoArray(z, target + LANES);
  }

  /** slope ← slope ⊙ δWᵀ: from the slopes of a layer's inputs to their deltas. */
  static void backward(
      float[] weights,
      int kernel,
      int inputs,
      int outputs,
      float[] delta,
      float[] slope,
      int stride,
      int rows) {
    for (int row = 0; row < rows; row += ROW_BLOCK) {
      int in = 0;
      for (; in + FEATURE_BLOCK <= inputs; in += FEATURE_BLOCK) {
        backward4(weights, kernel + in * outputs, outputs, delta, slope, stride, row, in * stride);
      }
      for (; in < inputs; in++) {
        backward1(weights, kernel + in * outputs, outputs, delta, slope, stride, row, in * stride);
      }
    }
  }

  private static void backward4(
      float[] weights,
      int kernel,
      int outputs,
      float[] delta,
      float[] slope,
      int stride,
      int row,
      int feature) {
    FloatVector s00 = FloatVector.zero(FLOATS);
    FloatVector s01 = FloatVector.zero(FLOATS);
    FloatVector s10 = FloatVector.zero(FLOATS);
    FloatVector s11 = FloatVector.zero(FLOATS);
    FloatVector s20 = FloatVector.zero(FLOATS);
    FloatVector s21 = FloatVector.zero(FLOATS);
    FloatVector s30 = FloatVector.zero(FLOATS);
    FloatVector s31 = FloatVector.zero(FLOATS);
    int k1 = kernel + outputs;
    int k2 = k1 + outputs;
    int k3 = k2 + outputs;
    for (int out = 0; out < outputs; out++) {
      FloatVector d0 = FloatVector.fromArray(FLOATS, delta, out * stride + row);
      FloatVector d1 = FloatVector.fromArray(FLOATS, delta, out * stride + row + LANES);
      FloatVector w = FloatVector.broadcast(FLOATS, weights[kernel + out]);
      s00 = d0.fma(w, s00);
      s01 = d1.fma(w, s01);
      w = FloatVector.broadcast(FLOATS, weights[k1 + out]);
      s10 = d0.fma(w, s10);
      s11 = d1.fma(w, s11);
      w = FloatVector.broadcast(FLOATS, weights[k2 + out]);
      s20 = d0.fma(w, s20);
      s21 = d1.fma(w, s21);
      w = FloatVector.broadcast(FLOATS, weights[k3 + out]);
      s30 = d0.fma(w, s30);
      s31 = d1.fma(w, s31);
    }
    int at = feature + row;
    multiplyInto(s00, slope, at);
    multiplyInto(s01, slope, at + LANES);
    at += stride;
    multiplyInto(s10, slope, at);
    multiplyInto(s11, slope, at + LANES);
    at += stride;
    multiplyInto(s20, slope, at);
    multiplyInto(s21, slope, at + LANES);
    at += stride;
    multiplyInto(s30, slope, at);
    multiplyInto(s31, slope, at + LANES);
  }

  private static void backward1(
      float[] weights,
      int kernel,
      int outputs,
      float[] delta,
      float[] slope,
      int stride,
      int row,
      int feature) {
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = FloatVector.zero(FLOATS);
    for (int out = 0; out < outputs; out++) {
      FloatVector w = FloatVector.broadcast(FLOATS, weights[kernel + out]);
      s0 = FloatVector.fromArray(FLOATS, delta, out * stride + row).fma(w, s0);
      s1 = FloatVector.fromArray(FLOATS, delta, out * stride + row + LANES).fma(w, s1);
    }
    multiplyInto(s0, slope, feature + row);
    multiplyInto(s1, slope, feature + row + LANES);
  }

  private static void multiplyInto(FloatVector factor, float[] target, int at) {
    FloatVector.fromArray(FLOATS, target, at).mul(factor).intoArray(target, at);
  }

  /**
   * The same for inputs x that are rectified: their slope is 1 where they are positive, else 0. A
   * method of its own, since the compiler keeps vectors as objects where both cases meet.
   *
   * @param target overwritten with the deltas of x
   */
  static void backwardRectified(
      float[] weights,
      int kernel,
      int inputs,
      int outputs,
      float[] delta,
      float[] x,
      float[] target,
      int stride,
      int rows) {
    for (int row = 0; row < rows; row += ROW_BLOCK) {
      int in = 0;
      for (; in + FEATURE_BLOCK <= inputs; in += FEATURE_BLOCK) {
        int k = kernel + in * outputs;
        int at = in * stride + row;
        backwardRectified4(weights, k, outputs, delta, x, target, stride, row, at);
      }
      if (isWorthABlock(inputs - in, inputs)) {
        in = inputs - FEATURE_BLOCK;
        int k = kernel + in * outputs;
        int at = in * stride + row;
        backwardRectified4(weights, k, outputs, delta, x, target, stride, row, at);
        in = inputs;
      }
      for (; in < inputs; in++) {
        int k = kernel + in * outputs;
        int at = in * stride + row;
        backwardRectified1(weights, k, outputs, delta, x, target, stride, row, at);
      }
    }
  }

  private static void backwardRectified4(
      float[] weights,
      int kernel,
      int outputs,
      float[] delta,
      float[] x,
      float[] target,
      int stride,
      int row,
      int at) {
    FloatVector s00 = FloatVector.zero(FLOATS);
    FloatVector s01 = FloatVector.zero(FLOATS);
    FloatVector s10 = FloatVector.zero(FLOATS);
    FloatVector s11 = FloatVector.zero(FLOATS);
    FloatVector s20 = FloatVector.zero(FLOATS);
    FloatVector s21 = FloatVector.zero(FLOATS);
    FloatVector s30 = FloatVector.zero(FLOATS);
    FloatVector s31 = FloatVector.zero(FLOATS);
    int k1 = kernel + outputs;
    int k2 = k1 + outputs;
    int k3 = k2 + outputs;
    for (int out = 0; out < outputs; out++) {
      FloatVector d0 = FloatVector.fromArray(FLOATS, delta, out * stride + row);
      FloatVector d1 = FloatVector.fromArray(FLOATS, delta, out * stride + row + LANES);
      FloatVector w = FloatVector.broadcast(FLOATS, weights[kernel + out]);
      s00 = d0.fma(w, s00);
      s01 = d1.fma(w, s01);
      w = FloatVector.broadcast(FLOATS, weights[k1 + out]);
      s10 = d0.fma(w, s10);
      s11 = d1.fma(w, s11);
      w = FloatVector.broadcast(FLOATS, weights[k2 + out]);
      s20 = d0.fma(w, s20);
      s21 = d1.fma(w, s21);
      w = FloatVector.broadcast(FLOATS, weights[k3 + out]);
      s30 = d0.fma(w, s30);
      s31 = d1.fma(w, s31);
    }
    storeWherePositive(s00, x, target, at);
    storeWherePositive(s01, x, target, at + LANES);
    storeWherePositive(s10, x, target, at + stride);
    storeWherePositive(s11, x, target, at + stride + LANES);
    storeWherePositive(s20, x, target, at + 2 * stride);
    storeWherePositive(s21, x, target, at + 2 * stride + LANES);
    storeWherePositive(s30, x, target, at + 3 * stride);
    storeWherePositive(s31, x, target, at + 3 * stride + LANES);
  }

  private static void backwardRectified1(
      float[] weights,
      int kernel,
      int outputs,
      float[] delta,
      float[] x,
      float[] target,
      int stride,
      int row,
      int at) {
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = FloatVector.zero(FLOATS);
    for (int out = 0; out < outputs; out++) {
      FloatVector w = FloatVector.broadcast(FLOATS, weights[kernel + out]);
      s0 = FloatVector.fromArray(FLOATS, delta, out * stride + row).fma(w, s0);
      s1 = FloatVector.fromArray(FLOATS, delta, out * stride + row + LANES).fma(w, s1);
    }
    storeWherePositive(s0, x, target, at);
    storeWherePositive(s1, x, target, at + LANES);
  }

  private static void storeWherePositive(FloatVector sum, float[] x, float[] target, int at) {
    FloatVector zero = FloatVector.zero(FLOATS);
    zero.blend(sum, FloatVector.fromArray(FLOATS, x, at).compare(VectorOperators.GT, zero))
        .intoArray(target, at);
  }

  /** gradient ← xᵀδ at {@code kernel}, summed over the rows. */
  static void kernelGradient(
      float[] x,
      int inputs,
      float[] delta,
      int outputs,
      int stride,
      int rows,
      float[] gradient,
      int kernel,
      float[] scratch) {
    int wholeIn = inputs - inputs % FEATURE_BLOCK;
    int wholeOut = outputs - outputs % FEATURE_BLOCK;
    for (int in = 0; in < wholeIn; in += FEATURE_BLOCK) {
      int k = kernel + in * outputs;
      for (int out = 0; out < wholeOut; out += FEATURE_BLOCK) {
        products4x4(x, in * stride, delta, out * stride, stride, rows, scratch);
        for (int i = 0; i < FEATURE_BLOCK; i++) {
          sumLanes4(scratch, i * FEATURE_BLOCK * LANES, gradient, k + i * outputs + out, 1);
        }
      }
      for (int out = wholeOut; out < outputs; out++) {
        products4x1(x, in * stride, delta, out * stride, stride, rows, scratch);
        sumLanes4(scratch, 0, gradient, k + out, outputs);
      }
    }
    for (int in = wholeIn; in < inputs; in++) {
      int k = kernel + in * outputs;
      for (int out = 0; out < wholeOut; out += FEATURE_BLOCK) {
        products4x1(delta, out * stride, x, in * stride, stride, rows, scratch);
        sumLanes4(scratch, 0, gradient, k + out, 1);
      }
      for (int out = wholeOut; out < outputs; out++) {
        gradient[k + out] = product(x, in * stride, delta, out * stride, rows, scratch);
      }
    }
  }

  /** gradient ← Σ δ at {@code bias}, summed over the rows. */
  static void biasGradient(
      float[] delta,
      int outputs,
      int stride,
      int rows,
      float[] gradient,
      int bias,
      float[] scratch) {
    int out = 0;
    for (; out + FEATURE_BLOCK <= outputs; out += FEATURE_BLOCK) {
      sums4(delta, out * stride, stride, rows, scratch);
      sumLanes4(scratch, 0, gradient, bias + out, 1);
    }
    for (; out < outputs; out++) {
      gradient[bias + out] = sum(delta, out * stride, rows, scratch);
    }
  }

  private static void products4x4(
      float[] x, int i, float[] delta, int o, int stride, int rows, float[] lanes) {
    FloatVector p00 = FloatVector.zero(FLOATS);
    FloatVector p01 = FloatVector.zero(FLOATS);
    FloatVector p02 = FloatVector.zero(FLOATS);
    FloatVector p03 = FloatVector.zero(FLOATS);
    FloatVector p10 = FloatVector.zero(FLOATS);
    FloatVector p11 = FloatVector.zero(FLOATS);
    FloatVector p12 = FloatVector.zero(FLOATS);
    FloatVector p13 = FloatVector.zero(FLOATS);
    FloatVector p20 = FloatVector.zero(FLOATS);
    FloatVector p21 = FloatVector.zero(FLOATS);
    FloatVector p22 = FloatVector.zero(FLOATS);
    FloatVector p23 = FloatVector.zero(FLOATS);
    FloatVector p30 = FloatVector.zero(FLOATS);
    FloatVector p31 = FloatVector.zero(FLOATS);
    FloatVector p32 = FloatVector.zero(FLOATS);
    FloatVector p33 = FloatVector.zero(FLOATS);
    for (int row = 0; row < rows; row += LANES) {
      FloatVector d0 = FloatVector.fromArray(FLOATS, delta, o + row);
      FloatVector d1 = FloatVector.fromArray(FLOATS, delta, o + stride + row);
      FloatVector d2 = FloatVector.fromArray(FLOATS, delta, o + 2 * stride + row);
      FloatVector d3 = FloatVector.fromArray(FLOATS, delta, o + 3 * stride + row);
      FloatVector a = FloatVector.fromArray(FLOATS, x, i + row);
      p00 = a.fma(d0, p00);
      p01 = a.fma(d1, p01);
      p02 = a.fma(d2, p02);
      p03 = a.fma(d3, p03);
      a = FloatVector.fromArray(FLOATS, x, i + stride + row);
      p10 = a.fma(d0, p10);
      p11 = a.fma(d1, p11);
      p12 = a.fma(d2, p12);
      p13 = a.fma(d3, p13);
      a = FloatVector.fromArray(FLOATS, x, i + 2 * stride + row);
      p20 = a.fma(d0, p20);
      p21 = a.fma(d1, p21);
      p22 = a.fma(d2, p22);
      p23 = a.fma(d3, p23);
      a = FloatVector.fromArray(FLOATS, x, i + 3 * stride + row);
      p30 = a.fma(d0, p30);
      p31 = a.fma(d1, p31);
      p32 = a.fma(d2, p32);
      p33 = a.fma(d3, p33);
    }
    p00.intoArray(lanes, 0);
    p01.intoArray(lanes, LANES);
    p02.intoArray(lanes, 2 * LANES);
    p03.intoArray(lanes, 3 * LANES);
    p10.intoArray(lanes, 4 * LANES);
    p11.intoArray(lanes, 5 * LANES);
    p12.intoArray(lanes, 6 * LANES);
    p13.intoArray(lanes, 7 * LANES);
    p20.intoArray(lanes, 8 * LANES);
    p21.intoArray(lanes, 9 * LANES);
    p22.intoArray(lanes, 10 * LANES);
    p23.intoArray(lanes, 11 * LANES);
    p30.intoArray(lanes, 12 * LANES);
    p31.intoArray(lanes, 13 * LANES);
    p32.intoArray(lanes, 14 * LANES);
    p33.intoArray(lanes, 15 * LANES);
  }

  private static void products4x1(
      float[] four, int f, float[] one, int o, int stride, int rows, float[] lanes) {
    FloatVector p0 = FloatVector.zero(FLOATS);
    FloatVector p1 = FloatVector.zero(FLOATS);
    FloatVector p2 = FloatVector.zero(FLOATS);
    FloatVector p3 = FloatVector.zero(FLOATS);
    for (int row = 0; row < rows; row += LANES) {
      FloatVector a = FloatVector.fromArray(FLOATS, one, o + row);
      p0 = FloatVector.fromArray(FLOATS, four, f + row).fma(a, p0);
      p1 = FloatVector.fromArray(FLOATS, four, f + stride + row).fma(a, p1);
      p2 = FloatVector.fromArray(FLOATS, four, f + 2 * stride + row).fma(a, p2);
      p3 = FloatVector.fromArray(FLOATS, four, f + 3 * stride + row).fma(a, p3);
    }
    p0.intoArray(lanes, 0);
    p1.intoArray(lanes, LANES);
    p2.intoArray(lanes, 2 * LANES);
    p3.intoArray(lanes, 3 * LANES);
  }

  private static float product(float[] a, int i, float[] b, int o, int rows, float[] lanes) {
    FloatVector p = FloatVector.zero(FLOATS);
    for (int row = 0; row < rows; row += LANES) {
      FloatVector left = FloatVector.fromArray(FLOATS, a, i + row);
      p = left.fma(FloatVector.fromArray(FLOATS, b, o + row), p);
    }
    p.intoArray(lanes, 0);
    return sumLanes(lanes);
  }

  private static void sums4(float[] a, int i, int stride, int rows, float[] lanes) {
    FloatVector p0 = FloatVector.zero(FLOATS);
    FloatVector p1 = FloatVector.zero(FLOATS);
    FloatVector p2 = FloatVector.zero(FLOATS);
    FloatVector p3 = FloatVector.zero(FLOATS);
    for (int row = i; row < i + rows; row += LANES) {
      p0 = p0.add(FloatVector.fromArray(FLOATS, a, row));
      p1 = p1.add(FloatVector.fromArray(FLOATS, a, row + stride));
      p2 = p2.add(FloatVector.fromArray(FLOATS, a, row + 2 * stride));
      p3 = p3.add(FloatVector.fromArray(FLOATS, a, row + 3 * stride));
    }
    p0.intoArray(lanes, 0);
    p1.intoArray(lanes, LANES);
    p2.intoArray(lanes, 2 * LANES);
    p3.intoArray(lanes, 3 * LANES);
  }

  private static float sum(float[] a, int i, int rows, float[] lanes) {
    FloatVector p = FloatVector.zero(FLOATS);
    for (int row = 0; row < rows; row += LANES) {
      p = p.add(FloatVector.fromArray(FLOATS, a, i + row));
    }
    p.intoArray(lanes, 0);
    return sumLanes(lanes);
  }

  private static float sumLanes(float[] lanes) {
    float sum = 0;
    for (int lane = 0; lane < LANES; lane++) {
      sum += lanes[lane];
    }
    return sum;
  }

  /** Sums four stored vectors at once, so that the four chains of additions overlap. */
  private static void sumLanes4(float[] lanes, int from, float[] target, int at, int step) {
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    for (int lane = from; lane < from + LANES; lane++) {
      sum0 += lanes[lane];
      sum1 += lanes[lane + LANES];
      sum2 += lanes[lane + 2 * LANES];
      sum3 += lanes[lane + 3 * LANES];
    }
    target[at] = sum0;
    target[at + step] = sum1;
    target[at + 2 * step] = sum2;
    target[at + 3 * step] = sum3;
  }
}
