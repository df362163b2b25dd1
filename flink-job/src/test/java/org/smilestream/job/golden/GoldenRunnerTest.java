package org.smilestream.job.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smilestream.engine.Engines;

class GoldenRunnerTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void enginesAgreeWithEveryGoldenFile(String engine) throws IOException {
    List<GoldenResult> results = new GoldenRunner(Engines.find(engine)).run(golden());

    assertThat(results).hasSize(21).allSatisfy(r -> assertThat(r.problem()).isEmpty());
    assertThat(results)
        .extracting(GoldenResult::kind)
        .contains(
            "categorical-mixture",
            "diagnostics",
            "gamma-quantile",
            "gaussian-mixture",
            "gradient",
            "lppd",
            "trajectory",
            "velocity-refreshment");
  }

  @Test
  void anEngineInFloat32IsHeldToAToleranceOfItsOwn() throws IOException {
    Files.copy(golden().resolve("smile.json"), folder.resolve("smile.json"));

    GoldenResult result = new GoldenRunner(Engines.find("vector")).run(folder).get(0);

    assertThat(result.tolerance()).isEqualTo(1e-4);
    assertThat(result.error()).isGreaterThan(1e-8);
  }

  /** Each is well above the tolerance of its kind and well below what anyone would see. */
  @ParameterizedTest
  @CsvSource({
    "categorical-mixture.json, /cases/1/probabilities/2, 1e-8",
    "categorical-mixture.json, /cases/2/mutualInformation, 1e-8",
    "diagnostics.json, /cases/0/rhatSplit, 1e-4",
    "diagnostics.json, /cases/2/rhatRank, 1e-4",
    "diagnostics.json, /cases/3/essBulk, 0.1",
    "diagnostics.json, /cases/3/essTail, 0.1",
    "diagnostics.json, /cases/4/essMean, 1e-4",
    "gamma-quantile.json, /cases/7/quantile, 1e-9",
    "gaussian-mixture.json, /cases/3/quantiles/0.95, 1e-7",
    "gaussian-mixture.json, /cases/2/crps, 1e-7",
    "gaussian-mixture.json, /cases/0/means/0, 1e-7",
    "gradient-gaussian.json, /cases/0/gradient/300, 1e-3",
    "gradient-categorical.json, /cases/0/logDensity, 1e-3",
    "gradient-gelu.json, /cases/1/output/3/0, 1e-6",
    "lppd.json, /cases/1/lppd, 1e-8",
    "psmile-guard.json, /steps/16/velocity/26, 1e-5",
    "psmile-noise-variance.json, /steps/28/scale/3, 1e-4",
    "smile.json, /minibatches/4/x/0/0, 1e-2",
    "smile.json, /steps/50/thresholds/1, 1e-3",
    "smile-naive.json, /steps/29/gradient/0, 1e-3",
    "smile-guard.json, /steps/20/stepSize, 1e-5",
    "velocity-refreshment.json, /cases/1/refreshed/5, 1e-10",
  })
  void anAlteredNumberIsFound(String file, String pointer, double change) throws IOException {
    JsonNode content = MAPPER.readTree(golden().resolve(file).toFile());
    alter(content, pointer, change);
    write(file, content.toString());

    GoldenResult result = onlyResult();

    assertThat(result.file()).isEqualTo(file);
    assertThat(result.passed()).isFalse();
    assertThat(result.error()).isGreaterThan(result.tolerance());
    assertThat(result.problem()).get().asString().endsWith("differs");
  }

  @Test
  void aRejectionThatDidNotHappenIsFound() throws IOException {
    JsonNode content = MAPPER.readTree(golden().resolve("smile.json").toFile());
    ObjectNode step = (ObjectNode) content.at("/steps/3");
    step.put("rejected", true);
    write("smile.json", content.toString());

    assertThat(onlyResult().problem()).contains("rejected of step 4 differs");
  }

  @Test
  void anUnknownKindFailsByName() throws IOException {
    write("new.json", "{\"format\": 1, \"kind\": \"phlogiston\", \"name\": \"new\"}");

    assertThat(onlyResult().problem()).get().asString().contains("unknown kind 'phlogiston'");
  }

  @Test
  void anUnknownFormatFailsByName() throws IOException {
    write("new.json", "{\"format\": 2, \"kind\": \"lppd\", \"name\": \"new\"}");

    assertThat(onlyResult().problem()).get().asString().contains("unknown format 2");
  }

  @Test
  void anUnknownModelFailsByName() throws IOException {
    String smile = Files.readString(golden().resolve("smile.json"));
    write("smile.json", smile.replace("\"relu\"", "\"softplus\""));

    assertThat(onlyResult().problem()).get().asString().contains("unknown activation 'softplus'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"format\": 1, \"kind\": \"lppd\"",
        "[1, 2]",
        "{}",
        "{\"format\": 1, \"kind\": \"lppd\", \"name\": \"n\"}",
        "{\"format\": 1, \"kind\": \"lppd\", \"name\": \"n\", \"cases\": []}",
        "{\"format\": 1, \"kind\": \"lppd\", \"name\": \"n\", \"cases\": [{}]}",
        "{\"format\": 1, \"kind\": \"lppd\", \"name\": \"n\", \"cases\": [{\"lppd\": 0}]}",
        "{\"format\": 1, \"kind\": \"lppd\", \"name\": \"n\","
            + " \"cases\": [{\"logLikelihood\": [], \"lppd\": 0}]}",
        "{\"format\": 1, \"kind\": \"lppd\", \"name\": \"n\","
            + " \"cases\": [{\"logLikelihood\": [[[0]]], \"lppd\": 0, \"elpd\": 0}]}",
        "{\"format\": 1, \"kind\": \"lppd\", \"name\": \"n\","
            + " \"cases\": [{\"logLikelihood\": [[[0]]], \"lppd\": null}]}"
      })
  void whatCannotBeReadFails(String content) throws IOException {
    write("broken.json", content);

    GoldenResult result = onlyResult();

    assertThat(result.file()).isEqualTo("broken.json");
    assertThat(result.passed()).isFalse();
    assertThat(result.problem()).get().asString().isNotBlank();
  }

  @Test
  void aBrokenFileDoesNotHideTheOthers() throws IOException {
    write("a.json", "{");
    Files.copy(golden().resolve("lppd.json"), folder.resolve("b.json"));

    assertThat(new GoldenRunner(Engines.find("scalar")).run(folder))
        .extracting(GoldenResult::passed)
        .containsExactly(false, true);
  }

  @Test
  void anEmptyFolderHasNoResults() throws IOException {
    assertThat(new GoldenRunner(Engines.find("scalar")).run(folder)).isEmpty();
  }

  private GoldenResult onlyResult() throws IOException {
    List<GoldenResult> results = new GoldenRunner(Engines.find("scalar")).run(folder);
    assertThat(results).hasSize(1);
    return results.get(0);
  }

  private void write(String file, String content) throws IOException {
    Files.writeString(folder.resolve(file), content);
  }

  private static void alter(JsonNode content, String pointer, double change) {
    int slash = pointer.lastIndexOf('/');
    JsonNode parent = content.at(pointer.substring(0, slash));
    String last = pointer.substring(slash + 1);
    if (parent instanceof ArrayNode array) {
      int index = Integer.parseInt(last);
      array.set(index, new DoubleNode(array.get(index).doubleValue() + change));
    } else {
      ObjectNode object = (ObjectNode) parent;
      object.put(last, object.required(last).doubleValue() + change);
    }
  }

  static Path golden() {
    try {
      return Path.of(GoldenRunnerTest.class.getResource("/golden").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
