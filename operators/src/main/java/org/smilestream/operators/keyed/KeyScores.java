package org.smilestream.operators.keyed;

import org.smilestream.posterior.PredictiveScores;

/**
 * How the model of a key has fared so far.
 *
 * @param model name that the models of all keys share
 * @param name of the key's model
 * @param eventTime of its newest row
 * @param sequence of its newest row, within the key
 * @param gone whether the model has expired, and these are its last scores
 */
public record KeyScores(
    String model,
    String name,
    long eventTime,
    long sequence,
    PredictiveScores scores,
    boolean gone) {}
