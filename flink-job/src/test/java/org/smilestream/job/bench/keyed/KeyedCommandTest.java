package org.smilestream.job.bench.keyed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(180)
class KeyedCommandTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int execute(String... args) {
    return new CommandLine(new KeyedCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  @Test
  void everyModelLearnsItsKey() throws IOException {
    String json = folder.resolve("result.json").toString();
    assertThat(execute("--keys", "6", "--rows", "350", "--json", json)).as(err.toString()).isZero();

    JsonNode result = new ObjectMapper().readTree(Path.of(json).toFile());
    assertThat(result.path("samples").asInt()).isEqualTo(100);
    assertThat(result.path("parameters").asInt()).isEqualTo(8 * 16 + 16 + 16 + 1 + 1);
    // The noise alone has −0.21; a straight line leaves a deviation of one.
    assertThat(result.path("logDensity").asDouble()).isBetween(-1.45, -0.25);
    assertThat(result.path("logDensity").asDouble())
        .isGreaterThan(result.path("peerLogDensity").asDouble());
    assertThat(out.toString()).contains("6 keys of 350 rows", "keys that are better");
  }

  @Test
  void wrongUseIsOneSentence() {
    assertThat(execute("--rows", "100")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString())
        .contains("option '--rows' cannot be 100: it takes an integer above 100");
  }
}
