package org.smilestream.operators.prediction;

import org.smilestream.data.EncodedRow;

/**
 * A row that waits for its prediction.
 *
 * @param horizon see {@link org.smilestream.data.PredictionTask#horizon}
 */
public record WaitingTask(EncodedRow row, long horizon) {}
