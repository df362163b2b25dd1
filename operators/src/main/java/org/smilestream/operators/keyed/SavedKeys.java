package org.smilestream.operators.keyed;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;

/** The keys of a task that have a state, for what has to be looked at after a restore. */
final class SavedKeys {
  private SavedKeys() {}

  /**
   * Read as a whole, since the state must not change while its keys are gone through.
   *
   * @param state name of the state
   */
  static <K> Set<K> of(KeyedStateBackend<K> backend, String state) {
    try (Stream<K> saved = backend.getKeys(state, VoidNamespace.INSTANCE)) {
      return saved.collect(Collectors.toSet());
    }
  }
}
