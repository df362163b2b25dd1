package org.smilestream.job.cluster;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.util.List;

/**
 * While open: no other command starts a cluster in a folder, or deletes one. No process of an
 * earlier cluster runs in it.
 */
final class FolderLock implements AutoCloseable {
  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Locks a folder that is there.
   *
   * @throws ClusterException in one sentence, if another command holds it or a cluster runs in it
   */
  static FolderLock take(ClusterFolder folder) throws IOException {
    FileChannel channel = FileChannel.open(folder.lock(), CREATE, WRITE);
    try {
      lock(channel, folder);
      refuseASecondOne(folder);
      return new FolderLock(channel);
    } catch (IOException | ClusterException e) {
      channel.close();
      throw e;
    }
  }

  private static void lock(FileChannel channel, ClusterFolder folder) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Held by this process.
      lock = null;
    }
    if (lock == null) {
      throw new ClusterException(
          "another command starts or deletes a cluster in folder '" + folder.path() + "'");
    }
  }

  private static void refuseASecondOne(ClusterFolder folder) {
    List<ClusterProcess> running =
        ClusterState.read(folder.state()).stream()
            .flatMap(state -> state.processes().stream())
            .filter(ClusterProcess::isUp)
            .toList();
    if (!running.isEmpty()) {
      throw new ClusterException(
          "a cluster runs in folder '%s' already: %s is process %d (smilestream cluster stop)"
              .formatted(folder.path(), running.get(0).name(), running.get(0).pid()));
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
