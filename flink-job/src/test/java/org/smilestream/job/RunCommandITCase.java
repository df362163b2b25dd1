package org.smilestream.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smilestream.job.launch.FlinkLauncher;
import picocli.CommandLine;

/** {@code run} with the launcher that goes to Kafka and Flink. */
class RunCommandITCase {

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
