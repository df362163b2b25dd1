package org.smilestream.job.bench.engines;

import java.util.ArrayList;
import java.util.List;

/**
 * What engines are compared in.
 *
 * @param batch rows of a minibatch
 * @param chains of the group
 * @param threads that share them
 */
record Scenario(BenchNetwork network, int batch, int chains, int threads) {
  private static final int BATCH = 256;
  private static final int CHAINS = 10;

  /** Chains of a network whose every chain takes tens of megabytes. */
  private static final int CHAINS_OF_WIDE = 2;

  /**
   * A part of the whole grid: all networks and batches with one thread and some chains, two threads
   * for the middle batch, and other numbers of chains for one network.
   */
  static List<Scenario> quick() {
    List<Scenario> scenarios = new ArrayList<>();
    for (BenchNetwork network : BenchNetwork.values()) {
      int chains = network == BenchNetwork.WIDE ? CHAINS_OF_WIDE : CHAINS;
      for (int batch : new int[] {1, 64, BATCH, 1024}) {
        scenarios.add(new Scenario(network, batch, chains, 1));
        if (batch == BATCH) {
          scenarios.add(new Scenario(network, batch, chains, 2));
        }
      }
    }
    scenarios.add(new Scenario(BenchNetwork.TWELVE, BATCH, 1, 1));
    scenarios.add(new Scenario(BenchNetwork.TWELVE, BATCH, 64, 1));
    return scenarios;
  }

  String words() {
    return "%s, minibatches of %d, %d %s, %d %s"
        .formatted(
            network.title(),
            batch,
            chains,
            chains == 1 ? "chain" : "chains",
            threads,
            threads == 1 ? "thread" : "threads");
  }
}
