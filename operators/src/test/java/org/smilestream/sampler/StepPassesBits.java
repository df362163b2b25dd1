package org.smilestream.sampler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Prints a digest of the bits that the passes of a step give, one length of vectors a line. */
final class StepPassesBits {
  private static final int[] LENGTHS = {1, 2, 7, 8, 9, 16, 31, 658};

  private StepPassesBits() {}

  public static void main(String[] arguments) {
    lines(VectorStepPasses.orPlain(), 1).forEach(System.out::println);
  }

  /** After so many repetitions, so that compiled code can be seen too. */
  static List<String> lines(StepPasses passes, int repetitions) {
    List<String> lines = new ArrayList<>();
    for (int length : LENGTHS) {
      int digest = 0;
      for (int i = 0; i < repetitions; i++) {
        digest = digest(passes, length);
      }
      lines.add(length + " " + Integer.toHexString(digest));
    }
    return lines;
  }

  private static int digest(StepPasses passes, int length) {
    SplittableRandom random = new SplittableRandom(length);
    double[] gradient = random.doubles(length, -3, 3).toArray();
    double[] inverse = random.doubles(length, 0.1, 3).toArray();
    double[] velocity = random.doubles(length, -1, 1).toArray();
    double[] h = new double[length];
    double[] position = random.doubles(length, -1, 1).toArray();
    StepPasses.Products all = new StepPasses.Products();
    passes.precondition(gradient, inverse, velocity, h, all);
    StepPasses.Products projected = new StepPasses.Products();
    passes.project(velocity, h, projected);
    double squares = passes.combine(0.3, h, 0.7, velocity, velocity);
    passes.move(0.9, velocity, 0.2, inverse, position, position);
    double[] sums = {
      all.gradient,
      all.preconditioned,
      all.along,
      projected.preconditioned,
      projected.along,
      squares
    };
    return Arrays.deepHashCode(new Object[] {h, velocity, position, sums});
  }
}
