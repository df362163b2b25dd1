package org.smilestream.operators;

import org.smilestream.data.EncodedRow;

/**
 * A row that waits for its prediction.
 *
 * @param horizon see {@link org.smilestream.data.PredictionTask#horizon}
 */
record WaitingTask(EncodedRow row, long horizon) {}
