package org.smilestream.data;

import java.io.Serializable;

/**
 * A position of one chain.
 *
 * @param chain number of the chain within the model, from 0
 * @param slot place of the sample among those that are kept of the chain: 0 … samples per chain −
 *     1, in turn
 * @param step number of steps that the chain had made
 * @param lastSequence {@link EncodedRow#sequence()} of the last row that the chain had learned from
 * @param lastEventTime event time of that row
 * @param position θ in float32, in the order of {@link org.smilestream.model.ModelSpec}
 * @param probeOutputs first output of the network (first class's probability) at fixed inputs, for
 *     convergence diagnostics
 */
public record PosteriorSample(
    String model,
    int chain,
    int slot,
    long step,
    Phase phase,
    long lastSequence,
    long lastEventTime,
    int scalerVersion,
    float[] position,
    float[] probeOutputs)
    implements Serializable {}
