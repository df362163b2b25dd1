package org.smilestream.job.golden;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.smilestream.engine.EngineProvider;
import org.smilestream.engine.Engines;
import org.smilestream.job.command.ArgumentCheck;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code smilestream golden}: checks this program against a folder of known answers. */
@Command(
    name = "golden",
    description = "Checks this program against golden files: answers that other programs gave.",
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every file holds",
      "1:a file does not hold or cannot be read",
      "2:wrong use: no such folder or engine, or a folder without golden files"
    })
public final class GoldenCommand implements Callable<Integer> {

  @Mixin private ArgumentCheck check;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The folder of the golden files (*.json).")
  private Path folder;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = "scalar",
      description = "The engine to check: scalar, vector or nd4j. Default: ${DEFAULT-VALUE}.")
  private String engine;

  @Override
  public Integer call() throws IOException {
    if (!Files.isDirectory(folder)) {
      throw check.wrongUse("there is no folder '" + folder + "'");
    }
    EngineProvider provider = engineNamed(engine);
    List<GoldenResult> results = new GoldenRunner(provider).run(folder);
    if (results.isEmpty()) {
      throw check.wrongUse("the folder '" + folder + "' holds no golden file (*.json)");
    }
    return report(results, provider.name());
  }

  private EngineProvider engineNamed(String name) {
    try {
      return Engines.find(name);
    } catch (IllegalArgumentException e) {
      throw check.wrongUse(e.getMessage());
    }
  }

  private int report(List<GoldenResult> results, String engineName) {
    PrintWriter out = spec.commandLine().getOut();
    results.forEach(result -> out.println(line(result)));
    long passed = results.stream().filter(GoldenResult::passed).count();
    out.printf(
        "%d of %d golden files hold with engine '%s'.%n", passed, results.size(), engineName);
    out.flush();
    return passed == results.size() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private static String line(GoldenResult result) {
    String start = (result.passed() ? "ok    " : "FAILED") + " " + result.file();
    if (Double.isNaN(result.error())) {
      return start + ": " + result.problem().orElseThrow();
    }
    String numbers =
        String.format(
            Locale.ROOT,
            "%s (%s): largest error %.1e, tolerance %.0e",
            start,
            result.kind(),
            result.error(),
            result.tolerance());
    return numbers + result.problem().map(problem -> ": " + problem).orElse("");
  }
}
