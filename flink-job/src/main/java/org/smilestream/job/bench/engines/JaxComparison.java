package org.smilestream.job.bench.engines;

import java.io.IOException;
import org.smilestream.engine.EngineProvider;
import org.smilestream.sampler.Preconditioner;

/** The chains of the paper's regression sets, here and in JAX in turn, one thread each. */
final class JaxComparison {
  private static final BenchNetwork NETWORK = BenchNetwork.FIVE;
  private static final int BATCH = 256;
  private static final int CHAINS = 10;
  private static final int ROUNDS = 3;

  private final EngineProvider engine;
  private final Preconditioner preconditioner;
  private final JaxPeer peer;
  private final EnginesConsole console;

  JaxComparison(
      EngineProvider engine, Preconditioner preconditioner, JaxPeer peer, EnginesConsole console) {
    this.engine = engine;
    this.preconditioner = preconditioner;
    this.peer = peer;
    this.console = console;
  }

  /**
   * @param seconds of each of our turns
   */
  EnginesResult.Jax run(double seconds) throws IOException, InterruptedException {
    long nanos = (long) (seconds * 1e9);
    RepeatedMeasurement own = new RepeatedMeasurement();
    RepeatedMeasurement jax = new RepeatedMeasurement();
    try (EngineTrial trial =
        new EngineTrial(engine, NETWORK.spec(), BATCH, CHAINS, 1, preconditioner)) {
      trial.stepsPerSecond(nanos);
      for (int round = 0; round < ROUNDS; round++) {
        console.peer(round + 1, ROUNDS);
        own.add(trial.stepsPerSecond(nanos));
        jax.add(peer.chainStepsPerSecond(BATCH, CHAINS));
      }
    }
    return new EnginesResult.Jax(
        NETWORK.title(),
        BATCH,
        CHAINS,
        engine.name(),
        own.median(),
        jax.median(),
        own.median() / jax.median());
  }
}
