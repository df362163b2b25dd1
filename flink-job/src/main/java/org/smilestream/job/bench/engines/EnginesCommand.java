package org.smilestream.job.bench.engines;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.smilestream.engine.EngineProvider;
import org.smilestream.engine.Engines;
import org.smilestream.engine.VectorApi;
import org.smilestream.job.bench.Interruption;
import org.smilestream.job.command.ArgumentCheck;
import org.smilestream.job.command.JsonOutput;
import org.smilestream.sampler.Preconditioner;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code smilestream bench engines}. */
@Command(
    name = "engines",
    description = {
      "Measures the engines that start here on made-up rows: single gradients, and steps of groups of chains (psmile with"
          + " the stationary tuner), of which each takes two gradients.",
      "",
      "A gradient's time is processor time; chain steps are by the clock, so other programs on the machine slow them. 'of peak' is"
          + " the share of what one core can do at the most, measured in the same run by a loop of fused multiplications and"
          + " additions; 'ratio' is to the slowest engine of the same line of the plan. The engines take turns, and medians"
          + " count."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all was measured", "1:a run failed", "2:wrong use", "130:interrupted"})
public final class EnginesCommand implements Callable<Integer> {
  private static final int INTERRUPTED = 130;

  /** The program for JAX has this one. */
  private static final Preconditioner PRECONDITIONER = Preconditioner.NOISE_VARIANCE;

  @Mixin private EnginesOptions options;
  @Mixin private JsonOutput json;
  @Mixin private ArgumentCheck check;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    check();
    List<Scenario> scenarios = Scenario.quick();
    EnginesConsole console =
        new EnginesConsole(
            spec.commandLine().getOut(), spec.commandLine().getErr(), scenarios.size());
    List<EngineProvider> engines = engines(console);
    EnginesBench bench = new EnginesBench(engines, PRECONDITIONER, console, peakMeter(console));
    try (Interruption ignored = new Interruption(bench::stop)) {
      console.head(Machine.words());
      bench.run(scenarios, options.seconds);
      List<EnginesResult.Prediction> predicted =
          bench.isStopped() ? List.of() : PredictionTrials.run(options.seconds / 20);
      EnginesResult.Jax jax =
          options.python == null || bench.isStopped() ? null : jax(engines, console);
      report(bench, predicted, jax, console);
      if (bench.isStopped()) {
        console.interrupted(bench.rows().size() / Math.max(1, engines.size()));
        return INTERRUPTED;
      }
      return CommandLine.ExitCode.OK;
    }
  }

  private void report(
      EnginesBench bench,
      List<EnginesResult.Prediction> predictions,
      EnginesResult.Jax jax,
      EnginesConsole console)
      throws IOException {
    EnginesResult result =
        new EnginesResult(Machine.words(), bench.peakGflops(), bench.rows(), predictions, jax);
    console.summary(result);
    json.write(result);
  }

  private EnginesResult.Jax jax(List<EngineProvider> engines, EnginesConsole console)
      throws IOException, InterruptedException {
    JaxPeer peer = new JaxPeer(options.python, options.program, options.data);
    return new JaxComparison(engines.get(0), PRECONDITIONER, peer, console)
        .run(options.seconds / 20);
  }

  private void check() {
    if (!(options.seconds > 0) || Double.isInfinite(options.seconds)) {
      throw check.refused("--seconds", options.seconds, "it must be positive and finite");
    }
    json.check(check);
    if (options.python != null) {
      check.requireFile("--with-jax", options.python);
      check.requireFile("--jax-program", options.program);
      check.requireFolder("--jax-data", options.data);
    }
  }

  /** Those that start here, the fastest first as a rule. */
  private List<EngineProvider> engines(EnginesConsole console) {
    List<EngineProvider> known = Engines.all();
    for (String name : options.engines) {
      if (known.stream().noneMatch(engine -> engine.name().equals(name))) {
        throw check.refused(
            "--engine",
            name,
            "it must be some of "
                + known.stream().map(EngineProvider::name).collect(Collectors.joining(", ")));
      }
    }
    return known.stream()
        .filter(engine -> options.engines.isEmpty() || options.engines.contains(engine.name()))
        .filter(engine -> works(engine, console))
        .toList();
  }

  private static boolean works(EngineProvider engine, EnginesConsole console) {
    Optional<String> reason = engine.unavailableBecause();
    reason.ifPresent(why -> console.absent(engine.name(), why));
    return reason.isEmpty();
  }

  private static Optional<PeakMeter> peakMeter(EnginesConsole console) {
    if (VectorApi.isPresent()) {
      return Optional.of(new PeakMeter());
    }
    console.warn("the core's peak is not measured: the JVM has no module " + VectorApi.MODULE);
    return Optional.empty();
  }
}
