package org.smilestream.engine;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transcendental functions in double, within a few units in the last place of their own or, for the
 * logarithm, of 1. Built from exact IEEE operations, whereas {@code lanewise(EXP)} and its like
 * give other bits interpreted than compiled. Each is one loop over an array: a method of one vector
 * the compiler may call instead of inlining it, with objects for the vectors.
 */
final class VectorMath {
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;

  /** Added to a small double it rounds it to an integer, which is then in the lowest bits. */
  private static final double ROUNDING = 0x1.8p52;

  private static final double LOG2_E = 1.4426950408889634;

  /** ln 2 in two parts, of which the first times a small integer is exact. */
  private static final double LN2_HIGH = 0x1.62e42feep-1;

  private static final double LN2_LOW = 0x1.a39ef35793c76p-33;

  private static final int MANTISSA_BITS = 52;
  private static final int EXPONENT_BIAS = 1023;

  /** Bits of the double 2⁵²: an integer in its lowest bits is added to it. */
  private static final long TWO_TO_52 = 0x4330000000000000L;

  /** Bits of √½. */
  private static final long SQRT_HALF = 0x3fe6a09e667f3bcdL;

  private VectorMath() {}

  /**
   * Replaces entries x, within ±700, by exp(x) = 2ⁿ exp(r) with |r| ≤ ½ ln 2, by Taylor's series.
   * NaN stays.
   *
   * @param count of entries, rounded up to whole vectors, for which there must be room
   */
  static void exp(double[] values, int count) {
    for (int i = 0; i < count; i += DOUBLES.length()) {
      DoubleVector x = DoubleVector.fromArray(DOUBLES, values, i);
      DoubleVector shifted = x.fma(broadcast(LOG2_E), broadcast(ROUNDING));
      DoubleVector n = shifted.sub(ROUNDING);
      DoubleVector r = n.fma(broadcast(-LN2_HIGH), x);
      r = n.fma(broadcast(-LN2_LOW), r);
      DoubleVector sum = broadcast(1.0 / 6227020800.0);
      sum = sum.fma(r, broadcast(1.0 / 479001600.0));
      sum = sum.fma(r, broadcast(1.0 / 39916800.0));
      sum = sum.fma(r, broadcast(1.0 / 3628800.0));
      sum = sum.fma(r, broadcast(1.0 / 362880.0));
      sum = sum.fma(r, broadcast(1.0 / 40320.0));
      sum = sum.fma(r, broadcast(1.0 / 5040.0));
      sum = sum.fma(r, broadcast(1.0 / 720.0));
      sum = sum.fma(r, broadcast(1.0 / 120.0));
      sum = sum.fma(r, broadcast(1.0 / 24.0));
      sum = sum.fma(r, broadcast(1.0 / 6.0));
      sum = sum.fma(r, broadcast(0.5));
      sum = sum.fma(r, broadcast(1));
      sum = sum.fma(r, broadcast(1));
      LongVector power =
          shifted
              .reinterpretAsLongs()
              .add(EXPONENT_BIAS)
              .lanewise(VectorOperators.LSHL, MANTISSA_BITS);
      sum.mul(power.reinterpretAsDoubles()).intoArray(values, i);
    }
  }

  /**
   * Replaces entries, not negative, by their log(1 + ·). With x their sum with 1, ln x = k ln 2 + 2
   * artanh((m − 1)/(m + 1)) with √½ ≤ m < √2, by Taylor's series. NaN and infinity stay.
   *
   * @param count of entries, rounded up to whole vectors, for which there must be room
   */
  static void log1p(double[] values, int count) {
    for (int i = 0; i < count; i += DOUBLES.length()) {
      DoubleVector x = DoubleVector.fromArray(DOUBLES, values, i).add(1);
      LongVector bits = x.reinterpretAsLongs();
      LongVector exponent = bits.sub(SQRT_HALF).lanewise(VectorOperators.ASHR, MANTISSA_BITS);
      DoubleVector m =
          bits.sub(exponent.lanewise(VectorOperators.LSHL, MANTISSA_BITS)).reinterpretAsDoubles();
      DoubleVector k =
          exponent
              .add(EXPONENT_BIAS)
              .lanewise(VectorOperators.OR, TWO_TO_52)
              .reinterpretAsDoubles()
              .sub(0x1p52 + EXPONENT_BIAS);
      DoubleVector s = m.sub(1).div(m.add(1));
      DoubleVector square = s.mul(s);
      DoubleVector sum = broadcast(1.0 / 21);
      sum = sum.fma(square, broadcast(1.0 / 19));
      sum = sum.fma(square, broadcast(1.0 / 17));
      sum = sum.fma(square, broadcast(1.0 / 15));
      sum = sum.fma(square, broadcast(1.0 / 13));
      sum = sum.fma(square, broadcast(1.0 / 11));
      sum = sum.fma(square, broadcast(1.0 / 9));
      sum = sum.fma(square, broadcast(1.0 / 7));
      sum = sum.fma(square, broadcast(1.0 / 5));
      sum = sum.fma(square, broadcast(1.0 / 3));
      DoubleVector twice = s.add(s);
      DoubleVector log = sum.mul(square).fma(twice, twice);
      log = k.fma(broadcast(LN2_LOW), log);
      log = k.fma(broadcast(LN2_HIGH), log);
      x.blend(log, x.compare(VectorOperators.LT, Double.POSITIVE_INFINITY)).intoArray(values, i);
    }
  }

  private static DoubleVector broadcast(double value) {
    return DoubleVector.broadcast(DOUBLES, value);
  }
}
