package org.smilestream.job.bench.engines;

import java.util.SplittableRandom;
import org.smilestream.learner.Rows;
import org.smilestream.model.Likelihood;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;

/** Rows of standard normal numbers and of categories that are equally frequent. */
public final class MadeUpRows implements Rows {
  private final double[][] numeric;
  private final int[][] categories;
  private final double[] targets;

  public MadeUpRows(ModelSpec spec, int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    numeric = new double[spec.numericInputs()][rows];
    categories = new int[spec.categorySlots().size()][rows];
    targets = new double[rows];
    for (int row = 0; row < rows; row++) {
      double sum = 0;
      for (double[] column : numeric) {
        column[row] = random.nextGaussian();
        sum += column[row];
      }
      for (int column = 0; column < categories.length; column++) {
        categories[column][row] = random.nextInt(spec.categorySlots().get(column));
      }
      targets[row] =
          spec.likelihood() == Likelihood.CATEGORICAL
              ? random.nextInt(spec.outputs())
              : Math.sin(sum) + 0.3 * random.nextGaussian();
    }
  }

  @Override
  public void gather(int[] numbers, int from, int to, Minibatch batch) {
    for (int column = 0; column < numeric.length; column++) {
      gather(numeric[column], numbers, from, to, batch.numeric(column));
    }
    for (int column = 0; column < categories.length; column++) {
      for (int i = from; i < to; i++) {
        batch.categories(column)[i - from] = categories[column][numbers[i]];
      }
    }
    gather(targets, numbers, from, to, batch.targets());
    batch.setRows(to - from, 1);
  }

  private static void gather(double[] source, int[] numbers, int from, int to, double[] target) {
    for (int i = from; i < to; i++) {
      target[i - from] = source[numbers[i]];
    }
  }
}
