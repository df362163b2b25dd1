package org.smilestream.operators.prediction;

import org.smilestream.data.EncodedRow;
import org.smilestream.posterior.Evaluation;

/** A row whose target is not known yet, and what it was predicted with. */
public record AwaitedScore(EncodedRow row, Evaluation evaluation) {}
