package org.smilestream.job.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.smilestream.job.options.Delivery;
import org.smilestream.job.options.JobSettings;

class FlinkSettingsTest {

  @Test
  void theEnvironmentTakesTheSettings() {
    var runtime =
        new JobSettings.Runtime(
            Delivery.AT_LEAST_ONCE,
            Duration.ofSeconds(3),
            Duration.ofSeconds(40),
            7,
            Optional.of("file:///tmp/checkpoints"),
            "hashmap",
            Optional.of(5),
            true);

    var environment = StreamExecutionEnvironment.getExecutionEnvironment(FlinkSettings.of(runtime));

    assertThat(environment.getParallelism()).isEqualTo(5);
    assertThat(environment.getCheckpointConfig().getCheckpointInterval()).isEqualTo(3000);
    assertThat(environment.getCheckpointConfig().getCheckpointTimeout()).isEqualTo(40_000);
    assertThat(environment.getCheckpointConfig().getTolerableCheckpointFailureNumber())
        .isEqualTo(7);
    assertThat(environment.getBufferTimeout()).isEqualTo(5);
    assertThat(environment.getConfig().getSerializerConfig().hasGenericTypesDisabled()).isTrue();
    assertThat(FlinkSettings.of(runtime).get(StateRecoveryOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE))
        .isTrue();
  }

  @Test
  void whatIsNotSetIsLeftToTheCluster() {
    var runtime =
        new JobSettings.Runtime(
            Delivery.EXACTLY_ONCE,
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            7,
            Optional.empty(),
            "rocksdb",
            Optional.empty(),
            false);

    Map<String, String> flink = FlinkSettings.of(runtime).toMap();

    assertThat(flink)
        .containsEntry("state.backend.type", "rocksdb")
        .doesNotContainKeys(
            "parallelism.default",
            StateRecoveryOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE.key(),
            "execution.checkpointing.dir",
            "execution.checkpointing.storage");
  }
}
