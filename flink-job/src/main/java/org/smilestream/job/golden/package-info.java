/** Checks this program against files of known answers: {@code smilestream golden}. */
package org.smilestream.job.golden;
