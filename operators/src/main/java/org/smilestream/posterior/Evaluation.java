package org.smilestream.posterior;

import org.smilestream.data.Phase;
import org.smilestream.data.Scaler;

/**
 * What an ensemble says of one row, before it is made a distribution: all that a prediction needs,
 * and a score of it later on.
 *
 * @param outputs of the network, [output][sample]; without the samples that overflow for the row
 * @param last the last entry of each of these samples' positions
 * @param scaler moments of the target that the samples were trained with; null before the first row
 * @param samples number of samples in the ensemble; 0: there is none yet
 * @param chains number of chains that they come from
 * @param newestStep step of the newest sample
 * @param newestEventTime event time of the last row that the newest sample has learned from
 */
public record Evaluation(
    double[][] outputs,
    double[] last,
    Scaler scaler,
    Phase phase,
    int samples,
    int chains,
    long newestStep,
    long newestEventTime) {}
