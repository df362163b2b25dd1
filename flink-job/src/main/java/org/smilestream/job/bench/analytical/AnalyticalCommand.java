package org.smilestream.job.bench.analytical;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.DoublePredicate;
import org.smilestream.job.bench.Interruption;
import org.smilestream.job.bench.Threads;
import org.smilestream.job.command.ArgumentCheck;
import org.smilestream.job.command.JsonOutput;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code smilestream bench analytical}. */
@Command(
    name = "analytical",
    description = {
      "Runs the samplers on densities whose moments are known, with gradient noise of known structure, and compares the"
          + " errors of the second moments.",
      "",
      "b² is the mean over the coordinates of (mean of x² − E[x²])² / Var[x²], 1/n for n independent draws. bias² is"
          + " the part of it that more chains would not remove."
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all runs ended", "1:a run failed", "2:wrong use", "130:interrupted"})
public final class AnalyticalCommand implements Callable<Integer> {
  private static final int MAX_DIMENSION = 1000;
  private static final int MAX_COUNT = 1000;
  private static final int MAX_WINDOW = 1_000_000;
  private static final int MIN_GRADIENTS = 100;
  private static final int INTERRUPTED = 130;

  @Mixin private AnalyticalOptions options;
  @Mixin private Threads threads;
  @Mixin private JsonOutput json;
  @Mixin private ArgumentCheck check;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    List<Cell> cells = cells();
    BenchSettings settings = settings();
    json.check(check);
    if (options.svg != null) {
      check.requireOutput("--svg", options.svg);
    }
    PrintWriter err = spec.commandLine().getErr();
    threads.warnAboveCores(err);
    double work = cells.stream().mapToDouble(c -> c.gradients(settings) * c.problem().cost()).sum();
    AnalyticalBench bench =
        new AnalyticalBench(settings, cells, new Progress(err, work, cells.size()));
    try (Interruption ignored = new Interruption(bench::stop)) {
      BenchResult result = bench.run(threads.count());
      report(result, cells.size());
      return result.complete() ? CommandLine.ExitCode.OK : INTERRUPTED;
    }
  }

  private List<Cell> cells() {
    requireAll("--dimensions", options.dimensions, 2, MAX_DIMENSION);
    requireAll("--condition", options.conditions, 1, 1e8);
    List<Cell> cells =
        CellList.of(
            choices("--density", options.densities, DensityKind.class),
            options.dimensions,
            options.conditions,
            choices("--noise", options.noises, NoiseStructure.class),
            choices("--distribution", options.distributions, NoiseDistribution.class),
            choices("--samplers", options.samplers, Contender.class));
    if (cells.isEmpty()) {
      throw check.wrongUse(
          "option '--samplers' cannot be mclmc alone with option '--noise' "
              + String.join(",", options.noises)
              + ": mclmc runs only without noise");
    }
    return cells;
  }

  private BenchSettings settings() {
    require("--noise-scale", options.noiseScale, x -> x > 0 && x <= 1e6, "above 0, up to 1e6");
    require("--noise-spread", options.noiseSpread, x -> x >= 1 && x <= 1e6, "from 1 to 1e6");
    require(
        "--preconditioner-window",
        options.preconditionerWindow,
        n -> n >= 1 && n <= MAX_WINDOW,
        "from 1 to " + MAX_WINDOW);
    requireAll("--step-sizes", options.stepSizes, 1e-9, 1e3);
    requireAll("--energy-errors", options.energyErrors, 1e-30, 1e3);
    require(
        "--gradients",
        options.gradients,
        n -> n >= MIN_GRADIENTS && n <= 1e9,
        "from " + MIN_GRADIENTS + " to 1000000000");
    require("--chains", options.chains, n -> n >= 1 && n <= MAX_COUNT, "from 1 to " + MAX_COUNT);
    require(
        "--repetitions",
        options.repetitions,
        n -> n >= 2 && n <= MAX_COUNT,
        "from 2 to " + MAX_COUNT);
    threads.check(check);
    return new BenchSettings(
        options.noiseScale,
        options.noiseSpread,
        options.gradients,
        options.chains,
        options.repetitions,
        options.preconditionerWindow,
        options.stepSizes,
        options.energyErrors,
        options.seed);
  }

  private void report(BenchResult result, int cells) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (!result.complete()) {
      out.printf("interrupted: %d of %d runs are done%n", result.cells().size(), cells);
    }
    if (!result.cells().isEmpty()) {
      ResultTable.lines(result.cells()).forEach(out::println);
      out.println();
      Verdict.sentences(result.cells()).forEach(out::println);
      json.write(result).ifPresent(file -> out.println("results: " + file));
      if (options.svg != null) {
        Files.writeString(options.svg, AnalyticalFigure.draw(result));
        out.println("figure: " + options.svg);
      }
    }
    out.flush();
  }

  private <E extends Enum<E>> List<E> choices(String option, List<String> names, Class<E> type) {
    try {
      return Choices.of(names, type);
    } catch (IllegalArgumentException e) {
      throw check.wrongUse("option '" + option + "' " + e.getMessage());
    }
  }

  private void requireAll(
      String option, List<? extends Number> values, double lowest, double highest) {
    for (Number value : values) {
      require(
          option,
          value,
          x -> x >= lowest && x <= highest,
          "from " + plain(lowest) + " to " + plain(highest));
    }
  }

  private static String plain(double bound) {
    return bound >= 1 && bound < 1e6
        ? String.format(Locale.ROOT, "%.0f", bound)
        : String.format(Locale.ROOT, "%.0e", bound);
  }

  private void require(String option, Number value, DoublePredicate holds, String allowed) {
    check.require(holds.test(value.doubleValue()), option, value, allowed);
  }
}
