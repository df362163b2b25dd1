package org.smilestream.job.bench.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.smilestream.connectors.replay.Flights;
import org.smilestream.job.local.FlightsModel;
import org.smilestream.job.options.JobSettings;
import picocli.CommandLine;

@Timeout(180)
class EnginesCommandTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int execute(String... args) {
    return new CommandLine(new EnginesCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  @Test
  void measuresEveryScenarioWithTheCoresPeakAndAPeer() throws IOException {
    Path json = folder.resolve("result.json");
    Path python = script("python", "echo '{\"chainStepsPerSecond\": 100}'");
    assertThat(
            execute(
                "--seconds",
                "2",
                "--engine",
                "vector",
                "--with-jax",
                python.toString(),
                "--jax-program",
                python.toString(),
                "--jax-data",
                folder.toString(),
                "--json",
                json.toString()))
        .as(err.toString())
        .isZero();

    JsonNode result = new ObjectMapper().readTree(json.toFile());
    assertThat(result.path("machine").asText()).contains("Java");
    assertThat(result.path("peakGflops").asDouble()).isPositive();
    assertThat(result.path("rows")).hasSize(Scenario.quick().size());
    Set<String> networks = new HashSet<>();
    for (JsonNode row : result.path("rows")) {
      networks.add(row.path("network").asText());
      assertThat(row.path("engine").asText()).isEqualTo("vector");
      assertThat(row.path("batch").asInt()).isPositive();
      assertThat(row.path("chains").asInt()).isPositive();
      assertThat(row.path("threads").asInt()).isBetween(1, 2);
      assertThat(row.path("gradientMicros").asDouble()).isPositive();
      assertThat(row.path("shareOfPeak").asDouble()).isBetween(0.0, 1.5);
    }
    assertThat(networks).hasSize(BenchNetwork.values().length);
    assertThat(result.path("predictions")).hasSize(BenchNetwork.values().length);
    JsonNode jax = result.path("jax");
    assertThat(jax.path("jaxChainStepsPerSecond").asDouble()).isEqualTo(100);
    assertThat(jax.path("ratio").asDouble())
        .isCloseTo(jax.path("chainStepsPerSecond").asDouble() / 100, within(1e-3));
    assertThat(out.toString()).contains("64-512-512-1", "peak of a core");
  }

  private Path script(String name, String line) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + line + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  @Test
  void aPeerThatFailsIsNamedWithItsLastLine() throws IOException {
    Path python = script("python", "echo no jax here >&2; exit 3");
    JaxPeer peer = new JaxPeer(python, python, folder);

    assertThat(catchThrowable(() -> peer.chainStepsPerSecond(1, 1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("exit code 3")
        .hasMessageContaining("no jax here");
  }

  @Test
  void wrongUseIsOneSentence() {
    assertThat(execute("--engine", "abacus")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("option '--engine' cannot be 'abacus': it must be some of");
    assertThat(execute("--seconds", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(execute("--with-jax", "nowhere")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("option '--with-jax' cannot be 'nowhere'");
  }

  @Test
  void theDemosNetworkIsThatOfTheDemo() {
    Configuration options = Configuration.fromMap(FlightsModel.OPTIONS);
    options.addAll(
        Configuration.fromMap(
            Map.of(
                "kafka.bootstrap-servers", "none",
                "kafka.group-id", "none",
                "topic.observations", "flights",
                "schema.file", "flights.yaml")));

    assertThat(BenchNetwork.DEMO.spec())
        .isEqualTo(JobSettings.from(options).spec(Flights.schema()));
  }

  @Test
  void flopsAreThoseOfTheProducts() {
    double rows = 256;
    double weights = 5 * 16 + 16 * 16 + 16 * 16 + 16;
    assertThat(BenchNetwork.FIVE.gradientFlops(256)).isEqualTo(rows * (6 * weights - 2 * 5 * 16));
    assertThat(BenchNetwork.DEMO.gradientFlops(1))
        .isEqualTo(4 * 5 * 16 + 2 * 4 * 16 + 6 * (16 * 16 + 16 * 2));
  }
}
