/** Chains that live on a CUDA card: one kernel makes a whole step of all of them. */
package org.smilestream.engine.cuda;
