//! What a worker gives up once its snapshot is open: memory beyond a limit, new files, processes, and
//! every way to reach anything but the front. A writer keeps files and threads, and gives up the rest.
//!
//! In: the limits of the engine. Out: what could be applied, as [`Confinement`]. System calls are
//! allowed by list and refused otherwise (seccomp, `EPERM`), so that a call that nobody thought of is
//! refused as well.

use super::Limits;
use rustix::process::{Resource, Rlimit, getpid, getrlimit, setrlimit};
use seccompiler::{
    SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io;

/// What a worker could give up.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confinement {
    /// Why system calls are not filtered; none when they are: then there is no network, no new file
    /// and no new process.
    pub unfiltered: Option<String>,
}

/// System calls that evaluating needs: memory, time, waiting, and the socket that is open already.
const ALLOWED: [libc::c_long; 39] = [
    libc::SYS_brk,
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_close,
    libc::SYS_exit,
    libc::SYS_exit_group,
    libc::SYS_fstat,
    libc::SYS_futex,
    libc::SYS_getpid,
    libc::SYS_getrandom,
    libc::SYS_gettid,
    libc::SYS_gettimeofday,
    libc::SYS_lseek,
    libc::SYS_madvise,
    libc::SYS_membarrier,
    libc::SYS_mmap,
    libc::SYS_mprotect,
    libc::SYS_mremap,
    libc::SYS_munmap,
    libc::SYS_nanosleep,
    libc::SYS_ppoll,
    libc::SYS_pread64,
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_recvfrom,
    libc::SYS_recvmsg,
    libc::SYS_restart_syscall,
    libc::SYS_rseq,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sched_getaffinity,
    libc::SYS_sched_yield,
    libc::SYS_sendmsg,
    libc::SYS_sendto,
    libc::SYS_set_robust_list,
    libc::SYS_sigaltstack,
    libc::SYS_write,
    libc::SYS_writev,
];

/// What a change needs besides: files that are read, written, synced and named.
const FILES: [libc::c_long; 18] = [
    libc::SYS_clone3,
    libc::SYS_fadvise64,
    libc::SYS_fchmod,
    libc::SYS_fchmodat,
    libc::SYS_fcntl,
    libc::SYS_fdatasync,
    libc::SYS_fsync,
    libc::SYS_ftruncate,
    libc::SYS_getcwd,
    libc::SYS_getdents64,
    libc::SYS_linkat,
    libc::SYS_newfstatat,
    libc::SYS_openat,
    libc::SYS_pwrite64,
    libc::SYS_readlinkat,
    libc::SYS_renameat2,
    libc::SYS_statx,
    libc::SYS_unlinkat,
];
/// The older names of some of them.
#[cfg(target_arch = "x86_64")]
const OLDER: [libc::c_long; 9] = [
    libc::SYS_chmod,
    libc::SYS_link,
    libc::SYS_lstat,
    libc::SYS_open,
    libc::SYS_readlink,
    libc::SYS_rename,
    libc::SYS_renameat,
    libc::SYS_stat,
    libc::SYS_unlink,
];
#[cfg(not(target_arch = "x86_64"))]
const OLDER: [libc::c_long; 1] = [libc::SYS_renameat];

/// What a process is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    /// Queries over a snapshot that is open.
    Queries,
    /// A change, from files to files.
    Changes,
}

/// Limits that cannot be raised again: `stack` bytes and the limit of memory, no core file, no file
/// to write, no more handles than there are.
///
/// # Errors
/// What the system says.
pub(super) fn limit(limits: &Limits, stack: u64) -> io::Result<()> {
    let set = |resource, value| {
        let limit = Rlimit {
            current: Some(value),
            maximum: Some(value),
        };
        setrlimit(resource, limit).map_err(io::Error::from)
    };
    set(Resource::Data, limits.memory.saturating_add(stack))?;
    set(Resource::Core, 0)?;
    set(Resource::Fsize, 0)?;
    set(Resource::Nofile, 16)
}

/// The memory of the next query, in bytes beside `stack`, within what [`limit`] left.
pub(super) fn memory(bytes: u64, stack: u64) -> io::Result<()> {
    let Rlimit { maximum, .. } = getrlimit(Resource::Data);
    let wanted = bytes.saturating_add(stack);
    let current = maximum.map_or(wanted, |maximum| wanted.min(maximum));
    let limit = Rlimit {
        current: Some(current),
        maximum,
    };
    setrlimit(Resource::Data, limit).map_err(io::Error::from)
}

/// Refuses all system calls but the listed ones, for every thread of the process.
pub(super) fn filter(work: Work) -> Confinement {
    let refused = SeccompAction::Errno(libc::EPERM as u32);
    let applied = match work {
        Work::Queries => Ok(()),
        // The arguments of this call lie in memory, where no filter sees whether a thread or a process
        // is to start: who is told that there is no such call makes the older one.
        Work::Changes => apply(
            Ok(BTreeMap::from([(libc::SYS_clone3, Vec::new())])),
            SeccompAction::Allow,
            SeccompAction::Errno(libc::ENOSYS as u32),
        ),
    }
    .and_then(|()| apply(rules(work), refused, SeccompAction::Allow));
    Confinement {
        unfiltered: applied.err(),
    }
}

type Rules = Result<BTreeMap<i64, Vec<SeccompRule>>, seccompiler::BackendError>;

fn apply(rules: Rules, others: SeccompAction, listed: SeccompAction) -> Result<(), String> {
    rules
        .and_then(|rules| {
            let arch = std::env::consts::ARCH.try_into()?;
            SeccompFilter::new(rules, others, listed, arch)
        })
        .and_then(seccompiler::BpfProgram::try_from)
        .map_err(|error| error.to_string())
        .and_then(|program| {
            seccompiler::apply_filter_all_threads(&program).map_err(|error| error.to_string())
        })
}

fn rules(work: Work) -> Rules {
    let more: &[&[libc::c_long]] = match work {
        Work::Queries => &[],
        Work::Changes => &[&FILES, &OLDER],
    };
    let listed = ALLOWED.iter().chain(more.iter().copied().flatten());
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
        listed.map(|&call| (call, Vec::new())).collect();
    #[cfg(target_arch = "x86_64")]
    rules.insert(libc::SYS_poll, Vec::new());
    let is = |argument, value| {
        SeccompCondition::new(argument, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, value)
    };
    let own = u64::from(getpid().as_raw_nonzero().get().unsigned_abs());
    let thread = u64::from(
        rustix::thread::gettid()
            .as_raw_nonzero()
            .get()
            .unsigned_abs(),
    );
    // Limits, priorities and signals of this process alone.
    let rule = |conditions| SeccompRule::new(conditions);
    rules.insert(libc::SYS_prlimit64, vec![rule(vec![is(0, 0)?])?]);
    rules.insert(libc::SYS_tgkill, vec![rule(vec![is(0, own)?])?]);
    let priority = [own, thread]
        .into_iter()
        .map(|who| rule(vec![is(0, 0)?, is(1, who)?]))
        .collect::<Result<Vec<_>, _>>()?;
    rules.insert(libc::SYS_setpriority, priority);
    if work == Work::Changes {
        let thread = libc::CLONE_THREAD as u64;
        let of_thread = SeccompCmpOp::MaskedEq(thread);
        let flags = SeccompCondition::new(0, SeccompCmpArgLen::Dword, of_thread, thread)?;
        rules.insert(libc::SYS_clone, vec![rule(vec![flags])?]);
    }
    Ok(rules)
}
