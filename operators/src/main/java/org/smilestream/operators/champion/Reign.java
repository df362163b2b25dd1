package org.smilestream.operators.champion;

/**
 * A model is the champion.
 *
 * @param after the newest event time that its predecessor still answers for; rows later than this
 *     are its own
 */
public record Reign(String model, long after) {}
