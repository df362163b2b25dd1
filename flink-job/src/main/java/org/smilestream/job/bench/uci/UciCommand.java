package org.smilestream.job.bench.uci;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.smilestream.engine.EngineProvider;
import org.smilestream.engine.Engines;
import org.smilestream.job.bench.Interruption;
import org.smilestream.job.bench.Threads;
import org.smilestream.job.command.ArgumentCheck;
import org.smilestream.job.command.JsonOutput;
import org.smilestream.job.options.EnumNames;
import org.smilestream.sampler.Preconditioner;
import org.smilestream.sampler.PublishedTunerSettings;
import org.smilestream.sampler.SamplerSettings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code smilestream bench uci}. */
@Command(
    name = "uci",
    description = {
      "Runs the regression benchmark of the SMILE paper: each set on each split, with the paper's network, warm start"
          + " and number of steps, one default of the sampler for all sets.",
      "",
      "LPPD is the log pointwise predictive density of the standardised test rows: higher is better. 'ensemble' is that"
          + " of the warm starts alone. 50 %% to 95 %% are the shares of test rows within the central intervals. R-hat and"
          + " ESS are those of function values at 20 test rows, ESS that of one chain, 'rejected' the largest share of"
          + " any chain while sampling."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all runs ended",
      "1:a run failed",
      "2:wrong use, or a file that cannot be used",
      "130:interrupted; what had ended is printed"
    })
public final class UciCommand implements Callable<Integer> {
  static final String DEEP_ENSEMBLE = "deep-ensemble";
  private static final String ALL = "all";
  private static final int INTERRUPTED = 130;

  /** Of cyclical-sgld: four cycles while sampling, with the default number of steps. */
  private static final int CYCLES = 4;

  @Mixin private UciOptions options;
  @Mixin private Threads threads;
  @Mixin private JsonOutput json;
  @Mixin private ArgumentCheck check;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    List<UciTask> tasks = tasks();
    check();
    PrintWriter err = spec.commandLine().getErr();
    threads.warnAboveCores(err);
    List<UciBench.Planned> plan = plan(tasks);
    long work = plan.stream().mapToLong(UciBench.Planned::work).sum();
    UciConsole console = new UciConsole(spec.commandLine().getOut(), err, work);
    UciBench bench = new UciBench(plan, console);
    try (Interruption ignored = new Interruption(bench::stop)) {
      try {
        bench.run();
      } finally {
        report(bench.report(), console);
      }
      return bench.report().runs().size() == plan.size() ? CommandLine.ExitCode.OK : INTERRUPTED;
    }
  }

  private void report(UciReport report, UciConsole console) throws IOException {
    console.means(report);
    json.write(report);
  }

  private List<UciTask> tasks() {
    List<String> known = Arrays.stream(UciTask.values()).map(UciTask::id).toList();
    for (String name : options.tasks) {
      if (!name.equals(ALL) && !known.contains(name)) {
        throw check.refused(
            "--task", name, "it must be all or some of " + String.join(", ", known));
      }
    }
    return Arrays.stream(UciTask.values())
        .filter(task -> options.tasks.contains(ALL) || options.tasks.contains(task.id()))
        .toList();
  }

  private void check() {
    requireFrom("--preconditioner-window", options.preconditionerWindow, 1);
    requireFrom("--chains", options.chains, 1);
    requireFrom("--warmup", options.warmup, 0);
    requireFrom("--samples", options.samples, 1);
    requireFrom("--thinning", options.thinning, 1);
    requireFrom("--batch", options.batch, 1);
    threads.check(check);
    requirePositive("--step-size", options.stepSize);
    requirePositive("--energy-error-target", options.energyErrorTarget);
    if (options.thinning > options.samples) {
      throw check.refused(
          "--thinning",
          options.thinning,
          "it must not be larger than '--samples', " + options.samples);
    }
    check.requireFolder("--data", options.data);
    check.requireFolder("--splits", options.splits);
    json.check(check);
  }

  private void requireFrom(String option, int value, int least) {
    if (value < least) {
      throw check.refused(option, value, "it must be at least " + least);
    }
  }

  /** NaN stands for the sampler's own. */
  private void requirePositive(String option, double value) {
    if (value <= 0 || Double.isInfinite(value)) {
      throw check.refused(option, value, "it must be positive and finite");
    }
  }

  private List<UciBench.Planned> plan(List<UciTask> tasks) throws IOException {
    EngineProvider engine = engine();
    Map<UciTask, DataTable> tables = new HashMap<>();
    List<UciBench.Planned> plan = new ArrayList<>();
    for (UciTask task : tasks) {
      DataTable table = DataTable.read(task.dataFile(options.data));
      for (long splitSeed : options.seeds) {
        Split split = Split.read(task.splitFile(options.splits, splitSeed), table.rows());
        for (long chainSeed : options.chainSeeds) {
          plan.add(
              new UciBench.Planned(task, splitSeed, table, split, settings(engine, chainSeed)));
        }
      }
    }
    return plan;
  }

  private EngineProvider engine() {
    try {
      return Engines.find(options.engine);
    } catch (IllegalArgumentException e) {
      throw check.refused("--engine", options.engine, e.getMessage());
    }
  }

  private UciSettings settings(EngineProvider engine, long chainSeed) {
    return new UciSettings(
        sampler(chainSeed),
        options.chains,
        options.warmup,
        options.samples,
        options.thinning,
        options.batch,
        Math.min(threads.count(), options.chains),
        chainSeed,
        engine);
  }

  private Optional<SamplerSettings> sampler(long seed) {
    if (options.sampler.equals(DEEP_ENSEMBLE)) {
      return Optional.empty();
    }
    SamplerSettings.Name name = constant("--sampler", options.sampler, SamplerSettings.Name.class);
    return Optional.of(
        new SamplerSettings(
            name,
            constant("--preconditioner", options.preconditioner, Preconditioner.class),
            options.preconditionerWindow,
            constant("--tuner", options.tuner, SamplerSettings.TunerName.class),
            PublishedTunerSettings.DEFAULT,
            options.stepSize,
            options.energyErrorTarget,
            SamplerSettings.PROBE_INTERVAL,
            options.warmup,
            Math.max(2, options.samples / CYCLES),
            seed));
  }

  private <E extends Enum<E>> E constant(String option, String name, Class<E> type) {
    for (E constant : type.getEnumConstants()) {
      if (EnumNames.name(constant).equals(name)) {
        return constant;
      }
    }
    String known =
        Arrays.stream(type.getEnumConstants())
            .map(EnumNames::name)
            .collect(Collectors.joining(", "));
    throw check.refused(option, name, "it must be one of " + known);
  }
}
