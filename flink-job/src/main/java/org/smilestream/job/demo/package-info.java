/**
 * {@code smilestream demo}: real flights through a real broker and a real cluster, on one machine.
 */
package org.smilestream.job.demo;
