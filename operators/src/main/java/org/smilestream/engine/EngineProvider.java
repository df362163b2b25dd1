package org.smilestream.engine;

import java.util.Optional;
import org.smilestream.model.ModelSpec;

/** A kind of engine, found with {@link java.util.ServiceLoader}. */
public interface EngineProvider {

  /** The name by which the engine is chosen. */
  String name();

  /** The higher, the sooner {@code auto} takes it. */
  int priority();

  /**
   * Why this machine cannot run the engine, in words that name what to change; empty where it can.
   */
  Optional<String> unavailableBecause();

  /**
   * Whether its speed is had by whole groups of chains that live elsewhere than on the heap, and
   * not by {@link #create}: where there are no such groups another engine does better.
   */
  default boolean isForGroups() {
    return false;
  }

  /** A new engine for one thread, for minibatches of up to {@code maxRows} rows. */
  LogDensityEngine create(ModelSpec spec, int maxRows);
}
