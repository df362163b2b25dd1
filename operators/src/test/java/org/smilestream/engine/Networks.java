package org.smilestream.engine;

import java.util.List;
import java.util.SplittableRandom;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;

/** Random networks, positions and minibatches for the engines' tests. */
public final class Networks {
  private static final int CLASSES = 3;

  private Networks() {}

  public static ModelSpec spec(
      int numeric,
      List<Integer> slots,
      List<Integer> hidden,
      Activation activation,
      Likelihood likelihood) {
    return new ModelSpec(
        numeric,
        slots,
        hidden,
        likelihood.outputs(CLASSES),
        activation,
        likelihood,
        Prior.STANDARD_NORMAL);
  }

  public static double[] position(ModelSpec spec, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return random.doubles(spec.dimension(), -0.7, 0.7).toArray();
  }

  /** Rows with uneven weights, each standing for 2.5 rows. */
  public static Minibatch batch(ModelSpec spec, int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Minibatch batch = Minibatch.forModel(spec, rows);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < spec.numericInputs(); column++) {
        batch.numeric(column)[row] = random.nextDouble(-2, 2);
      }
      for (int column = 0; column < spec.categorySlots().size(); column++) {
        batch.categories(column)[row] = random.nextInt(spec.categorySlots().get(column));
      }
      batch.targets()[row] =
          switch (spec.likelihood()) {
            case CATEGORICAL -> random.nextInt(spec.outputs());
            case POISSON, NEGATIVE_BINOMIAL -> random.nextInt(9);
            default -> random.nextDouble(-2, 2);
          };
      batch.weights()[row] = random.nextDouble(0.5, 1.5);
    }
    batch.setRows(rows, 2.5);
    return batch;
  }
}
