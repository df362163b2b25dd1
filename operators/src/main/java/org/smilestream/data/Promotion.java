package org.smilestream.data;

/**
 * A challenger was found to predict better than the champion.
 *
 * @param model the challenger
 * @param champion the model that it was compared with
 * @param promoted whether it takes the champion's place; false where that is only reported
 * @param eventTime of the row that decided, in milliseconds since the epoch
 * @param after rows with a later event time are answered by the challenger, if it is promoted
 * @param rows number of rows of the test
 * @param meanGain mean over them of the challenger's log predictive density less the champion's,
 *     each cut off, in nats
 * @param logEvidence logarithm of the evidence
 */
public record Promotion(
    String model,
    String champion,
    boolean promoted,
    long eventTime,
    long after,
    long rows,
    double meanGain,
    double logEvidence) {}
