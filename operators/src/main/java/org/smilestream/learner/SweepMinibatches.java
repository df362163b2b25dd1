package org.smilestream.learner;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.apache.commons.rng.sampling.ArraySampler;
import org.smilestream.model.Minibatch;
import org.smilestream.sampler.CounterRandom;
import org.smilestream.sampler.MinibatchSource;

/**
 * Minibatches by symmetric sweeps: each chain cuts a random order of the rows into minibatches,
 * takes them one after another, then once more backwards, and draws a new order. What one minibatch
 * errs, the others of its sweep make up for, so that much less of the noise stays in a trajectory
 * than with rows drawn independently. Rows that are left over at the end of an order sit a sweep
 * out.
 *
 * <p>Source: Paulin, Whalley, Chada and Leimkuhler, <i>Sampling from Bayesian Neural Network
 * Posteriors with Symmetric Minibatch Splitting Langevin Dynamics</i>, AISTATS 2025.
 *
 * <p>A minibatch is a function of the seed, the chain and the step; orders are kept only so that
 * they are not drawn again for every step.
 */
public final class SweepMinibatches implements MinibatchSource {
  private final Rows rows;
  private final int count;
  private final long seed;
  private final LikelihoodWeight weight;
  private final Order[] orders;

  /** What each row of a minibatch counts in the log-likelihood. */
  @FunctionalInterface
  public interface LikelihoodWeight {
    /**
     * @param all N, the number of rows
     * @param batch b, the number of rows of a minibatch
     */
    double of(int all, int batch);
  }

  /** The order that a chain goes through. */
  private static final class Order {
    private long sweep = -1;
    private final int[] numbers;

    Order(int rows) {
      numbers = new int[rows];
    }
  }

  /**
   * @param count number of rows, at least one
   * @param chains number of chains, counted from 0
   */
  public SweepMinibatches(Rows rows, int count, int chains, long seed, LikelihoodWeight weight) {
    this.rows = rows;
    this.count = count;
    this.seed = seed;
    this.weight = weight;
    orders = new Order[chains];
    for (int i = 0; i < chains; i++) {
      orders[i] = new Order(count);
    }
  }

  /** Fills a minibatch up to its capacity, or with all rows where there are no more than that. */
  @Override
  public void fill(int chain, long step, Minibatch batch) {
    int size = Math.min(count, batch.capacity());
    int perPass = count / size;
    long pass = step / perPass;
    int place = (int) (step % perPass);
    int[] numbers = order(chain, pass / 2);
    int from = size * (pass % 2 == 0 ? place : perPass - 1 - place);
    rows.gather(numbers, from, from + size, batch);
    batch.setRows(size, weight.of(count, size));
  }

  private int[] order(int chain, long sweep) {
    Order order = orders[chain];
    if (order.sweep != sweep) {
      Arrays.setAll(order.numbers, IntUnaryOperator.identity());
      ArraySampler.shuffle(
          CounterRandom.of(seed, chain, sweep, CounterRandom.Use.MINIBATCH), order.numbers);
      order.sweep = sweep;
    }
    return order.numbers;
  }
}
