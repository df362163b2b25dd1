/**
 * The operators of the job and the streams between them: begin at {@link
 * org.smilestream.job.dataflow.StreamJob}.
 */
package org.smilestream.job.dataflow;
