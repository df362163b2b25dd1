/**
 * The life of a group of chains on a stream: the window of recent rows, the warm start, tuning,
 * sampling. No Flink in here; the operators keep what this package holds in keyed state.
 */
package org.smilestream.learner;
