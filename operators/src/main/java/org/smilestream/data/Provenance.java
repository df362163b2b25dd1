package org.smilestream.data;

/**
 * What a prediction was made with.
 *
 * @param phase of the chain of the newest sample; {@link Phase#WARMING_UP} before there is one
 * @param samples number of posterior samples
 * @param chains number of chains that they come from
 * @param newestStep step of the newest sample; 0 without samples
 * @param newestAge event time of the row minus that of the last row the newest sample has learned
 *     from, in milliseconds; 0 without samples
 * @param scalerVersion of the row's inputs
 */
public record Provenance(
    Phase phase, int samples, int chains, long newestStep, long newestAge, int scalerVersion) {}
