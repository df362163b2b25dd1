package org.smilestream.operators.order;

/** Place of a row that waits for the watermark: the n-th that came with its event time. */
public record WaitingKey(long eventTime, int index) {}
