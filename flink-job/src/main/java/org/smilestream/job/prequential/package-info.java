/**
 * {@code smilestream prequential}: test-then-train over a file, through the operators of the job.
 */
package org.smilestream.job.prequential;
