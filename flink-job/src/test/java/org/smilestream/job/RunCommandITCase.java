package org.smilestream.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.smilestream.connectors.broker.LoopbackPorts;
import org.smilestream.job.launch.FlinkLauncher;
import picocli.CommandLine;

/** {@code run} with the launcher that goes to Kafka and Flink. */
class RunCommandITCase {

  /** Within half a minute, by contract. */
  @Test
  @Timeout(30)
  void noKafkaAtTheAddressIsOneSentence(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("schema.yaml"),
        "model: m\ntask: regression\nid: id\neventTime: time\nnumeric: [x]\ntarget: y");
    String address = "127.0.0.1:" + LoopbackPorts.free(0);
    Path config = folder.resolve("job.yaml");
    Files.writeString(
        config,
        "kafka.bootstrap-servers: "
            + address
            + "\nschema.file: schema.yaml\ncheckpoint.directory: "
            + folder.toUri());
    StringWriter err = new StringWriter();
    CommandLine command = SmileStreamCommand.commandLine(new FlinkLauncher());
    command.setErr(new PrintWriter(err, true));

    assertThat(command.execute("run", "--config", config.toString())).isEqualTo(1);

    assertThat(err.toString().lines().findFirst())
        .hasValueSatisfying(
            line ->
                assertThat(line)
                    .startsWith("smilestream: Kafka at '" + address + "' does not answer within"));
    assertThat(err.toString()).hasLineCount(2).doesNotContain("\tat ");
  }

  @Test
  void noFolderForCheckpointsIsOneSentence(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("schema.yaml"),
        "model: m\ntask: regression\nid: id\neventTime: time\nnumeric: [x]\ntarget: y");
    Path config = folder.resolve("job.yaml");
    Files.writeString(config, "kafka.bootstrap-servers: nowhere:1\nschema.file: schema.yaml");
    StringWriter err = new StringWriter();
    CommandLine command = SmileStreamCommand.commandLine(new FlinkLauncher());
    command.setErr(new PrintWriter(err, true));

    assertThat(command.execute("run", "--config", config.toString())).isEqualTo(2);

    assertThat(err.toString()).contains("option 'checkpoint.directory' must be set");
    assertThat(err.toString()).hasLineCount(1);
  }
}
