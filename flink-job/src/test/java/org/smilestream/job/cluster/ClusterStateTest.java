package org.smilestream.job.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterStateTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05.060Z");

  @TempDir private Path folder;

  private static ClusterProcess process(ProcessRole role, int index, long pid) {
    return new ClusterProcess(role, index, pid, START, "127.0.0.1:" + (10_000 + pid));
  }

  @Test
  void isReadAsItWasWritten() {
    ClusterState state =
        new ClusterState(
            3,
            List.of(
                process(ProcessRole.BROKER, 1, 7),
                process(ProcessRole.JOB_MANAGER, 1, 8),
                process(ProcessRole.TASK_MANAGER, 1, 9),
                process(ProcessRole.TASK_MANAGER, 2, 10)));
    Path file = folder.resolve("cluster.json");

    state.write(file);

    assertThat(ClusterState.read(file)).hasValue(state);
    assertThat(state.allSlots()).isEqualTo(6);
    assertThat(file).content().contains("\"role\" : \"taskmanager\"", "2026-01-02T03:04:05.060Z");
    assertThat(folder).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void aRestartedProcessTakesThePlaceOfTheDeadOne() {
    ClusterState state =
        new ClusterState(1, List.of())
            .with(process(ProcessRole.TASK_MANAGER, 2, 3))
            .with(process(ProcessRole.TASK_MANAGER, 1, 2))
            .with(process(ProcessRole.BROKER, 1, 1))
            .with(process(ProcessRole.TASK_MANAGER, 1, 4));

    assertThat(state.processes()).extracting(ClusterProcess::pid).containsExactly(1L, 4L, 3L);
    assertThat(state.find(ProcessRole.TASK_MANAGER, 1))
        .hasValue(process(ProcessRole.TASK_MANAGER, 1, 4));
    assertThat(state.find(ProcessRole.ZOOKEEPER, 1)).isEmpty();
  }

  @Test
  void noFileIsNoCluster() {
    assertThat(ClusterState.read(folder.resolve("cluster.json"))).isEmpty();
    assertThatThrownBy(() -> LocalCluster.open(folder))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("no cluster was started in folder '" + folder + "'");
  }

  @Test
  void anotherFileIsRefusedByItsName() throws Exception {
    Path file = Files.writeString(folder.resolve("cluster.json"), "{\"slots\": 2, \"proc");

    assertThatThrownBy(() -> ClusterState.read(file))
        .isInstanceOf(ClusterException.class)
        .hasMessageStartingWith("'" + file + "' does not say which processes a cluster has: ");
  }
}
