package org.smilestream.job.bench.engines;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smilestream.engine.EngineProvider;
import org.smilestream.sampler.Preconditioner;
import org.smilestream.sampler.SamplerSettings;

/**
 * Compares engines, scenario by scenario. In each the engines take turns, so that whatever else the
 * machine does meets all of them, and the median of the turns counts.
 */
final class EnginesBench {
  private static final int ROUNDS = 5;

  /** Share of a scenario's time in which the JVM may compile. */
  private static final double WARM_UP = 0.3;

  /** Times the time of a scenario before the first one, in which the JVM compiles most. */
  private static final int COMPILING = 2;

  private static final double PEAK_SHARE = 0.02;

  /** Gradients of a step, with those of the probes. */
  private static final double GRADIENTS_OF_STEP = 2.1;

  private final List<EngineProvider> engines;
  private final Preconditioner preconditioner;
  private final EnginesConsole console;
  private final Optional<PeakMeter> peakMeter;
  private final RepeatedMeasurement peak = new RepeatedMeasurement();
  private final List<Measured> measured = new ArrayList<>();
  private volatile boolean stopped;

  /** What was measured of an engine in a scenario. */
  record Measured(
      String engine, Scenario scenario, double gradientMicros, double chainStepsPerSecond) {

    EnginesResult.Row row(double peakGflops) {
      double flops = scenario.network().gradientFlops(scenario.batch());
      return new EnginesResult.Row(
          engine,
          scenario.network().title(),
          scenario.batch(),
          scenario.chains(),
          scenario.threads(),
          gradientMicros,
          chainStepsPerSecond,
          flops / (gradientMicros * 1e3) / peakGflops);
    }
  }

  /** An engine in the scenario that is being measured. */
  private static final class Contender {
    private final String engine;
    private final EngineTrial trial;
    private final double gradientsOfTurn;
    private final RepeatedMeasurement gradient = new RepeatedMeasurement();
    private final RepeatedMeasurement steps = new RepeatedMeasurement();

    /** That it may still take for steps; one turn may be long. */
    private double nanosLeft;

    private double nanosOfGradient;

    Contender(String engine, EngineTrial trial, Scenario scenario, long turn) {
      this.engine = engine;
      this.trial = trial;
      gradientsOfTurn =
          GRADIENTS_OF_STEP
              * SamplerSettings.PROBE_INTERVAL
              * scenario.chains()
              / scenario.threads();
      nanosLeft = 2.0 * ROUNDS * turn;
    }

    void warmUp(long nanos) {
      if (trial.hasGradient()) {
        trial.gradientMicros(nanos / 3);
        nanosOfGradient = 1e3 * trial.gradientMicros(nanos / 10);
      }
      if (leastTurn() < nanosLeft) {
        trial.stepsPerSecond(nanos / 2);
      }
    }

    private double leastTurn() {
      return nanosOfGradient * gradientsOfTurn;
    }

    void turn(long nanos) {
      if (trial.hasGradient()) {
        gradient.add(trial.gradientMicros(nanos));
      }
      if (leastTurn() < nanosLeft) {
        steps.add(trial.stepsPerSecond(nanos));
        nanosLeft -= Math.max(nanos, leastTurn());
      }
    }
  }

  /**
   * @param peakMeter empty where the JVM has no Vector API
   */
  EnginesBench(
      List<EngineProvider> engines,
      Preconditioner preconditioner,
      EnginesConsole console,
      Optional<PeakMeter> peakMeter) {
    this.engines = engines;
    this.preconditioner = preconditioner;
    this.console = console;
    this.peakMeter = peakMeter;
  }

  /** Returns when all scenarios have been measured, or soon after {@link #stop}. */
  void run(List<Scenario> scenarios, double seconds) {
    long nanos = (long) (seconds * 1e9 / (scenarios.size() + COMPILING));
    compare(scenarios.get(0), COMPILING * nanos);
    for (int i = 0; i < scenarios.size() && !stopped; i++) {
      console.begin(i, scenarios.get(i));
      List<Measured> rows = compare(scenarios.get(i), nanos);
      if (!stopped) {
        measured.addAll(rows);
        console.end(rows.stream().map(each -> each.row(peakGflops())).toList());
      }
    }
  }

  private List<Measured> compare(Scenario scenario, long nanos) {
    long share = nanos / Math.max(1, engines.size());
    long turn = (long) ((1 - WARM_UP) * share / (2 * ROUNDS));
    List<Contender> contenders = contenders(scenario, turn);
    try {
      contenders.forEach(each -> each.warmUp((long) (WARM_UP * share)));
      for (int round = 0; round < ROUNDS; round++) {
        peakMeter.ifPresent(meter -> peak.add(meter.gigaflops((long) (PEAK_SHARE * nanos))));
        for (Contender contender : contenders) {
          if (stopped) {
            return List.of();
          }
          contender.turn(turn);
        }
      }
      return contenders.stream()
          .map(
              each ->
                  new Measured(each.engine, scenario, each.gradient.median(), each.steps.median()))
          .toList();
    } finally {
      contenders.forEach(contender -> contender.trial.close());
    }
  }

  private List<Contender> contenders(Scenario scenario, long turn) {
    List<Contender> contenders = new ArrayList<>();
    for (EngineProvider engine : engines) {
      try {
        contenders.add(
            new Contender(
                engine.name(),
                new EngineTrial(
                    engine,
                    scenario.network().spec(),
                    scenario.batch(),
                    scenario.chains(),
                    scenario.threads(),
                    preconditioner),
                scenario,
                turn));
      } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
        console.fails(engine.name(), scenario, e);
      }
    }
    return contenders;
  }

  /** NaN where it could not be measured. */
  double peakGflops() {
    return peak.median();
  }

  /** The scenarios that have ended. */
  List<EnginesResult.Row> rows() {
    return measured.stream().map(each -> each.row(peakGflops())).toList();
  }

  boolean isStopped() {
    return stopped;
  }

  /** Makes {@link #run} return; called by another thread. */
  void stop() {
    stopped = true;
  }
}
