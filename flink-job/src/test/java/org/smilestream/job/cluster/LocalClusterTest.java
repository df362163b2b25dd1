package org.smilestream.job.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs no process; the rest is in {@code ClusterITCase}. */
class LocalClusterTest {
  @TempDir private Path folder;

  @Test
  void whatAnotherCommandIsStartingIsNotDeleted() throws Exception {
    ClusterFolder there = new ClusterFolder(folder);
    Files.createDirectories(there.conf());
    try (FileChannel channel =
        FileChannel.open(there.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.lock();

      assertThatThrownBy(() -> LocalCluster.delete(folder))
          .isInstanceOf(ClusterException.class)
          .hasMessage(
              "another command starts or deletes a cluster in folder '" + there.path() + "'");
      assertThat(there.conf()).exists();
      assertThat(there.lock()).exists();
    }

    LocalCluster.delete(folder);
    assertThat(folder).doesNotExist();
  }

  @Test
  void whereThereWasNoneThereIsNothingToDelete() {
    assertThatThrownBy(() -> LocalCluster.delete(folder))
        .isInstanceOf(ClusterException.class)
        .hasMessageStartingWith("there has been no cluster in folder");
    assertThat(folder).exists();
  }
}
