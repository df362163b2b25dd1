package org.smilestream.data;

import java.util.Map;

/**
 * What somebody wants to be changed in the running job.
 *
 * @param id by which it is acknowledged
 * @param model whose change it is; null: that of every model of the job
 * @param from event time of the first row that it counts for, in milliseconds since the epoch;
 *     {@link #AT_ONCE} for a change of answers
 * @param options of {@link Kind#SET}: new values as text, by the names of the options; null: as
 *     configured
 * @param on of {@link Kind#ANSWERS}: whether requests are answered
 * @param key of {@link Kind#RETIRE}: whose model is dropped; null for the others
 */
public record ControlRecord(
    String id,
    String model,
    Kind kind,
    long from,
    Map<String, String> options,
    boolean on,
    String key,
    Origin origin) {

  /** In place of an event time. */
  public static final long AT_ONCE = Long.MIN_VALUE;

  /** The changes. */
  public enum Kind {
    /** Options get other values. */
    SET,
    /** Rows are remembered, but the chains do not move. */
    PAUSE,
    /** The chains move again. */
    RESUME,
    /** The chains make a warm start from where they are. */
    REWARM,
    /** Requests are answered, or not. */
    ANSWERS,
    /** The model of a key is dropped. */
    RETIRE
  }

  /** Whether it is for a model. */
  public boolean isFor(String name) {
    return model == null || model.equals(name);
  }
}
