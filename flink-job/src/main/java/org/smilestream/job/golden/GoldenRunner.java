package org.smilestream.job.golden;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.smilestream.engine.EngineProvider;

/** Compares this program with every golden file of a folder. A file that cannot be read fails. */
final class GoldenRunner {
  private static final int FORMAT = 1;

  private final Map<String, GoldenKind> kinds;

  /**
   * @param engine the engine under test; the kinds without gradients do not depend on it
   */
  GoldenRunner(EngineProvider engine) {
    TestedEngine tested = new TestedEngine(engine);
    kinds =
        Stream.of(
                new CategoricalMixtureKind(),
                new DiagnosticsKind(),
                new GammaQuantileKind(),
                new GaussianMixtureKind(),
                new GradientKind(tested),
                new LppdKind(),
                new TrajectoryKind(tested),
                new VelocityRefreshmentKind())
            .collect(
                Collectors.toMap(GoldenKind::name, Function.identity(), (a, b) -> a, TreeMap::new));
  }

  /** The results of every {@code *.json} of the folder, by file name; empty if there is none. */
  List<GoldenResult> run(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, "*.json")) {
      stream.forEach(files::add);
    }
    return files.stream().sorted().map(this::check).toList();
  }

  private GoldenResult check(Path path) {
    String file = path.getFileName().toString();
    String kind = "";
    try {
      ObjectNode content = GoldenJson.read(path);
      kind = content.required("kind").asText();
      GoldenJson.member(content, "name", String.class);
      requireFormat(content.required("format"));
      LargestError errors = kindNamed(kind).check(content);
      return errors.compared()
          ? GoldenResult.compared(file, kind, errors)
          : GoldenResult.failed(file, kind, "there is nothing to compare");
    } catch (JsonProcessingException e) {
      return GoldenResult.failed(file, kind, "cannot be read: " + e.getOriginalMessage());
    } catch (IOException | RuntimeException e) {
      // A file is data: whatever it makes a kind stumble over, the other files are still checked.
      return GoldenResult.failed(file, kind, "cannot be checked: " + e.getMessage());
    }
  }

  private static void requireFormat(JsonNode format) {
    if (!format.isInt() || format.intValue() != FORMAT) {
      throw new IllegalArgumentException("unknown format %s; known: %d".formatted(format, FORMAT));
    }
  }

  private GoldenKind kindNamed(String name) {
    GoldenKind kind = kinds.get(name);
    if (kind == null) {
      throw new IllegalArgumentException(
          "unknown kind '%s'; known: %s".formatted(name, String.join(", ", kinds.keySet())));
    }
    return kind;
  }
}
