package org.smilestream.job.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the file {@code cluster.json} holds.
 *
 * @param slots of each TaskManager
 * @param processes in the order of their start
 */
record ClusterState(int slots, List<ClusterProcess> processes) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  ClusterState {
    processes = List.copyOf(processes);
  }

  /** With a process in place of the one with its role and index, if there is one. */
  ClusterState with(ClusterProcess process) {
    List<ClusterProcess> all = new ArrayList<>(processes);
    all.removeIf(each -> each.name().equals(process.name()));
    all.add(process);
    all.sort(Comparator.comparing(ClusterProcess::role).thenComparingInt(ClusterProcess::index));
    return new ClusterState(slots, all);
  }

  Optional<ClusterProcess> find(ProcessRole role, int index) {
    return processes.stream()
        .filter(each -> each.role() == role && each.index() == index)
        .findFirst();
  }

  List<ClusterProcess> of(ProcessRole role) {
    return processes.stream().filter(each -> each.role() == role).toList();
  }

  /** Number of slots when all TaskManagers are there. */
  int allSlots() {
    return slots * of(ProcessRole.TASK_MANAGER).size();
  }

  /**
   * What the file holds; empty if there is none.
   *
   * @throws ClusterException in one sentence, if it is not such a file
   */
  static Optional<ClusterState> read(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(file.toFile(), ClusterState.class));
    } catch (JsonProcessingException e) {
      throw new ClusterException(
          "'" + file + "' does not say which processes a cluster has: " + e.getOriginalMessage(),
          e);
    } catch (IOException e) {
      throw new ClusterException("'" + file + "' cannot be read", e);
    }
  }

  /** Replaces the file in one step, so that nobody sees half of it. */
  void write(Path file) {
    try {
      Path whole = file.resolveSibling(file.getFileName() + ".new");
      JSON.writeValue(whole.toFile(), this);
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new ClusterException("'" + file + "' cannot be written", e);
    }
  }
}
