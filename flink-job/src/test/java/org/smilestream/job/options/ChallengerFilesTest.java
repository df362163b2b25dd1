package org.smilestream.job.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChallengerFilesTest {
  @TempDir private Path folder;

  private JobSettings settings(String job, String challenger) throws IOException {
    Files.writeString(folder.resolve("wide one.yaml"), challenger);
    Path file =
        Files.writeString(
            folder.resolve("job.yaml"),
            "kafka: {bootstrap-servers: b, group-id: g}\nschema.file: s.yaml\nhistory.topic: old\n"
                + job);
    return JobSettings.from(ConfigFile.load(file, Map.of()));
  }

  private static final String CHALLENGED = "challengers: [wide=wide one.yaml]\n";

  @Test
  void aChallengerHasItsOwnModelAndAllElseFromTheJob() throws IOException {
    JobSettings job =
        settings(
            CHALLENGED + "window.rows: 700\nstart.from: latest\ntopic.requests: asked\n",
            "model.hidden: [32]\nlearning.steps-per-row: 7\n");

    JobSettings.Challenger wide = job.challengers().get(0);
    assertThat(job.challengers()).hasSize(1);
    assertThat(wide.name()).isEqualTo("wide");
    assertThat(wide.file()).isEqualTo(folder.resolve("wide one.yaml").toString());
    JobSettings own = wide.settings();
    assertThat(own.modelName()).contains("wide");
    assertThat(own.challengers()).isEmpty();
    assertThat(own.model().hidden()).containsExactly(32);
    assertThat(own.learner().stepsPerRow()).isEqualTo(7);
    assertThat(own.learner().memory().rows()).isEqualTo(5000);
    assertThat(own.stream().startFrom().text()).isEqualTo("committed");
    assertThat(own.stream().schemaFile()).isEqualTo(folder.resolve("s.yaml").toString());
    assertThat(own.stream().historyTopic()).contains("old");
    assertThat(own.kafka().groupId()).isEqualTo("g-wide");
    assertThat(own.topics()).isEqualTo(job.topics());
    assertThat(job.promotion().automatic()).isTrue();
    assertThat(job.promotion().errorRate()).isEqualTo(0.01);
  }

  @Test
  void eachModelSaysWhetherItsIntervalsAreRecalibrated() throws IOException {
    JobSettings job =
        settings(CHALLENGED + "prediction.recalibration: adaptive\n", "chains.count: 4");
    JobSettings other = settings(CHALLENGED, "prediction.recalibration: adaptive");

    assertThat(job.recalibrationRate()).isPresent();
    assertThat(job.challengers().get(0).settings().recalibrationRate()).isEmpty();
    assertThat(other.recalibrationRate()).isEmpty();
    assertThat(other.challengers().get(0).settings().recalibrationRate()).isPresent();
  }

  @Test
  void whatIsTheJobsIsRefusedWithFileAndOption() {
    for (String option :
        new String[] {"topic.requests", "delivery", "promotion.mode", "model.name", "model.key"}) {
      assertThatThrownBy(() -> settings(CHALLENGED, option + ": a"))
          .isInstanceOf(InvalidConfigurationException.class)
          .hasMessage(
              "option '%s' cannot be set in '%s': a challenger has it from the job"
                  .formatted(option, folder.resolve("wide one.yaml")));
    }
  }

  @Test
  void whatIsWrongInAFileNamesIt() {
    assertThatThrownBy(() -> settings(CHALLENGED, "model.hiden: 3"))
        .hasMessageContaining("challenger 'wide' in '")
        .hasMessageContaining("did you mean 'model.hidden'?");
    assertThatThrownBy(() -> settings("challengers: [wide=none.yaml]", ""))
        .hasMessageContaining("there is no configuration file '");
    assertThatThrownBy(() -> settings("challengers: [wide]", ""))
        .hasMessageContaining("option 'challengers' cannot be '[wide]'");
    assertThatThrownBy(() -> settings("challengers: [wide=wide one.yaml, wide=wide one.yaml]", ""))
        .hasMessage("option 'challengers' names 'wide' twice");
  }

  @Test
  void modelsOfKeysHaveNoChallengers() {
    assertThatThrownBy(() -> settings(CHALLENGED + "model.key: sensor\n", ""))
        .hasMessage(
            "option 'challengers' cannot be set with 'model.key': models of keys have no challengers");
  }
}
