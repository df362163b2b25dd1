package org.smilestream.engine;

import static org.smilestream.engine.VectorKernels.FLOATS;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.smilestream.model.Activation;

/**
 * Activations and their slopes in float. Built from additions, multiplications, divisions and
 * {@code fma} only: these are exact IEEE operations, whereas {@code lanewise(TANH)} and its like
 * give other bits interpreted than compiled.
 */
final class VectorActivations {
  /** Beyond ± this one tanh is ±1 to within 3e-7, and the rational function below does not hold. */
  private static final float TANH_LIMIT = 7.90531110763549805f;

  /** Beyond ± this one the argument of the tanh inside GELU is beyond {@link #TANH_LIMIT}. */
  private static final float GELU_LIMIT = 5;

  private static final float GELU_SCALE = (float) Activation.GELU_SCALE;
  private static final float GELU_CUBIC = (float) (Activation.GELU_SCALE * Activation.GELU_CUBIC);

  private VectorActivations() {}

  /**
   * Replaces pre-activations by activations.
   *
   * @param values [feature][row], entry (f, r) at f · stride + r; overwritten
   * @param slopes overwritten with the derivatives, laid out like {@code values}; not for RELU,
   *     whose values show them
   * @param rows a multiple of the number of lanes
   */
  static void apply(
      Activation activation, float[] values, float[] slopes, int features, int stride, int rows) {
    for (int start = 0; start < features * stride; start += stride) {
      switch (activation) {
        case RELU -> relu(values, start, start + rows);
        case TANH -> tanh(values, slopes, start, start + rows);
        case SIGMOID -> sigmoid(values, slopes, start, start + rows);
        case GELU -> gelu(values, slopes, start, start + rows);
        case IDENTITY -> Arrays.fill(slopes, start, start + rows, 1);
      }
    }
  }

  /** values ← max(0, values); NaN stays. */
  static void rectify(float[] values, int features, int stride, int rows) {
    for (int start = 0; start < features * stride; start += stride) {
      for (int i = start; i < start + rows; i += FLOATS.length()) {
        FloatVector.fromArray(FLOATS, values, i).max(0).intoArray(values, i);
      }
    }
  }

  /** deltas ← deltas where values are positive, else 0. */
  static void keepWherePositive(
      float[] values, float[] deltas, int features, int stride, int rows) {
    FloatVector zero = FloatVector.zero(FLOATS);
    for (int start = 0; start < features * stride; start += stride) {
      for (int i = start; i < start + rows; i += FLOATS.length()) {
        FloatVector x = FloatVector.fromArray(FLOATS, values, i);
        zero.blend(FloatVector.fromArray(FLOATS, deltas, i), x.compare(VectorOperators.GT, zero))
            .intoArray(deltas, i);
      }
    }
  }

  /** target ← target ⊙ factors. */
  static void multiply(float[] factors, float[] target, int features, int stride, int rows) {
    for (int start = 0; start < features * stride; start += stride) {
      for (int i = start; i < start + rows; i += FLOATS.length()) {
        FloatVector factor = FloatVector.fromArray(FLOATS, factors, i);
        FloatVector.fromArray(FLOATS, target, i).mul(factor).intoArray(target, i);
      }
    }
  }

  private static void relu(float[] values, int start, int end) {
    FloatVector zero = FloatVector.zero(FLOATS);
    for (int i = start; i < end; i += FLOATS.length()) {
      FloatVector x = FloatVector.fromArray(FLOATS, values, i);
      zero.blend(x, x.compare(VectorOperators.GT, zero)).intoArray(values, i);
    }
  }

  private static void tanh(float[] values, float[] slopes, int start, int end) {
    FloatVector one = FloatVector.broadcast(FLOATS, 1);
    for (int i = start; i < end; i += FLOATS.length()) {
      FloatVector t = tanh(FloatVector.fromArray(FLOATS, values, i));
      t.intoArray(values, i);
      t.neg().fma(t, one).intoArray(slopes, i);
    }
  }

  /** σ(x) = ½ + ½ tanh(x/2). */
  private static void sigmoid(float[] values, float[] slopes, int start, int end) {
    FloatVector half = FloatVector.broadcast(FLOATS, 0.5f);
    for (int i = start; i < end; i += FLOATS.length()) {
      FloatVector s = tanh(FloatVector.fromArray(FLOATS, values, i).mul(half)).fma(half, half);
      s.intoArray(values, i);
      s.neg().fma(s, s).intoArray(slopes, i);
    }
  }

  private static void gelu(float[] values, float[] slopes, int start, int end) {
    FloatVector half = FloatVector.broadcast(FLOATS, 0.5f);
    FloatVector scale = FloatVector.broadcast(FLOATS, GELU_SCALE);
    FloatVector cubic = FloatVector.broadcast(FLOATS, GELU_CUBIC);
    FloatVector cubicSlope = FloatVector.broadcast(FLOATS, 3 * GELU_CUBIC);
    for (int i = start; i < end; i += FLOATS.length()) {
      FloatVector x = FloatVector.fromArray(FLOATS, values, i);
      FloatVector y = x.max(-GELU_LIMIT).min(GELU_LIMIT);
      FloatVector square = y.mul(y);
      FloatVector t = tanh(square.fma(cubic, scale).mul(y));
      FloatVector gate = t.fma(half, half);
      x.max(-GELU_LIMIT).mul(gate).intoArray(values, i);
      FloatVector sech2 = t.neg().fma(t, FloatVector.broadcast(FLOATS, 1));
      FloatVector inner = square.fma(cubicSlope, scale).mul(y).mul(half);
      inner.fma(sech2, gate).intoArray(slopes, i);
    }
  }

  /**
   * tanh(x) = x p(x²) / q(x²), the rational minimax approximation of Eigen's {@code
   * generic_fast_tanh_float}; within a few units in the last place.
   */
  static FloatVector tanh(FloatVector argument) {
    FloatVector x = argument.max(-TANH_LIMIT).min(TANH_LIMIT);
    FloatVector square = x.mul(x);
    FloatVector p = FloatVector.broadcast(FLOATS, -2.76076847742355e-16f);
    p = p.fma(square, FloatVector.broadcast(FLOATS, 2.00018790482477e-13f));
    p = p.fma(square, FloatVector.broadcast(FLOATS, -8.60467152213735e-11f));
    p = p.fma(square, FloatVector.broadcast(FLOATS, 5.12229709037114e-08f));
    p = p.fma(square, FloatVector.broadcast(FLOATS, 1.48572235717979e-05f));
    p = p.fma(square, FloatVector.broadcast(FLOATS, 6.37261928875436e-04f));
    p = p.fma(square, FloatVector.broadcast(FLOATS, 4.89352455891786e-03f));
    FloatVector q = FloatVector.broadcast(FLOATS, 1.19825839466702e-06f);
    q = q.fma(square, FloatVector.broadcast(FLOATS, 1.18534705686654e-04f));
    q = q.fma(square, FloatVector.broadcast(FLOATS, 2.26843463243900e-03f));
    q = q.fma(square, FloatVector.broadcast(FLOATS, 4.89352518554385e-03f));
    return x.mul(p).div(q);
  }
}
