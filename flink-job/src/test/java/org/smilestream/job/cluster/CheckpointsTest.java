package org.smilestream.job.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  @TempDir private Path folder;

  private Path checkpoint(String job, String name) throws Exception {
    return Files.createDirectories(folder.resolve(job).resolve(name));
  }

  @Test
  void theNewestIsTheOneWithTheHighestNumberThatIsComplete() throws Exception {
    Files.createFile(checkpoint("a", "chk-9").resolve("_metadata"));
    Path newest = checkpoint("a", "chk-10");
    Files.createFile(newest.resolve("_metadata"));
    checkpoint("a", "chk-11");
    checkpoint("a", "shared");
    Files.createFile(checkpoint("b", "chk-99").resolve("_metadata"));

    assertThat(Checkpoints.newest(folder, "a")).hasValue(newest);
  }

  @Test
  void aJobMayHaveNone() throws Exception {
    checkpoint("a", "chk-1");

    assertThat(Checkpoints.newest(folder, "a")).isEmpty();
    assertThat(Checkpoints.newest(folder, "b")).isEmpty();
  }
}
